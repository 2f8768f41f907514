"""How many names change when one budget changes by one percent: python stability.py SINERGI FOLDER INSTANCE…

A cell names its people in one order, so whoever comes in or goes out of a cell is the
difference of two counts; a person who only changes the fund stays enrolled."""
import json, subprocess, sys


def plan(binary, path):
    asked = [binary, "plan", "allocate", "--instance", path, "--format", "json"]
    return json.loads(subprocess.run(asked, capture_output=True, text=True).stdout)


def people(plan):
    cells = {}
    for one in plan["assign"]:
        cells[one["cell"]] = cells.get(one["cell"], 0) + one["people"]
    return cells


binary, folder, paths = sys.argv[1], sys.argv[2], sys.argv[3:]
print("instance, enrolled, budgets tried, names in or out in the worst case, of these needed, in all, of these needed")
for path in paths:
    instance = json.load(open(path))
    before = plan(binary, path)
    if before["status"] == "infeasible":
        continue
    worst, needed_worst, moved_all, needed_all, tried = 0, 0, 0, 0, 0
    for fund in sorted(instance["funds"], key=lambda fund: -fund["rupiah"])[:10]:
        for change in [99, 101]:
            own = fund["rupiah"]
            fund["rupiah"] = own * change // 100
            other = f"{folder}/changed.json"
            json.dump(instance, open(other, "w"))
            fund["rupiah"] = own
            after = plan(binary, other)
            if after["status"] == "infeasible":
                continue
            one, two = people(before), people(after)
            moved = sum(abs(one.get(cell, 0) - two.get(cell, 0)) for cell in one.keys() | two.keys())
            needed = abs(before["people"] - after["people"])
            moved_all, needed_all, tried = moved_all + moved, needed_all + needed, tried + 1
            if moved > worst:
                worst, needed_worst = moved, needed
    print(f"{path.rsplit('/', 1)[-1]}, {before['people']}, {tried}, {worst}, {needed_worst}, {moved_all}, {needed_all}")
