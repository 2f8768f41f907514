# Plans: allocation, limits, prices.
plan-optimal = The plan is proven: none is better
plan-feasible = The plan is not proven; another could be better by { $gap } at most
plan-infeasible = No plan keeps every limit. Limits in conflict: { $limits }
plan-heading-cell = Cell
plan-heading-fund = Fund
plan-heading-people = People
plan-heading-rupiah = Rupiah
plan-total = TOTAL
plan-price-fund = Each further Rp100 million in { $id } is worth { $worth }.
plan-price-limit = Easing { $id } by one person is worth { $worth }.
