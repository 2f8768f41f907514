"""Random instances of an allocation: python instances.py FIRST LAST FOLDER [large]. A seed gives the same instance everywhere."""
import random, json, sys
def gen(seed, big=False):
    r = random.Random(seed)
    nr, ng, nf, nl = r.randint(1,6), r.randint(1,5), r.randint(1,5), r.randint(0,6)
    if big: nr, ng, nf, nl = r.randint(4,24), r.randint(2,12), r.randint(2,10), r.randint(0,12)
    regions = [f"73.{i:02d}" for i in range(1,nr+1)]
    groups = [f"g{i}" for i in range(ng)]
    mode = r.choice(["one","one","few","random","random","round"])
    few = r.sample([8400,16800,16800+20000,36800,12000,20000,25000], 3)
    def prem():
        return {"one":16800,"few":r.choice(few),"random":r.randint(5000,50000),"round":r.randint(5,60)*1000}[mode]
    scale = r.choice([3,30,300,3000,100000])
    cells=[]
    for re_ in regions:
        for g in groups:
            if r.random()<0.85:
                cells.append(dict(id=f"{re_}/{g}",region=re_,group=g,candidates=r.randint(0,scale),risk_ppm=r.choice([r.randint(0,5000),r.randint(1,1000000)]),premium=prem()))
    months=r.choice([1,3,4,6,9,12])
    need=sum(c["candidates"]*c["premium"]*months for c in cells)
    funds=[]
    for i in range(nf):
        frac = r.choice([0, r.random()*0.2, r.random()*0.2, r.random()*0.5, r.random()])
        rup=int(need*frac/ (1 if r.random()<0.3 else nf))
        if r.random()<0.3: rup = rup//1000000*1000000
        if r.random()<0.1: rup = 0
        rg = [] if r.random()<0.4 else (["73"] if r.random()<0.1 else r.sample(regions, r.randint(1,nr)))
        gg = [] if r.random()<0.5 else r.sample(groups, r.randint(1,ng))
        funds.append(dict(id=f"f{i}",rupiah=rup,regions=rg,groups=gg))
    limits=[]
    for i in range(nl):
        rg = [] if r.random()<0.4 else r.sample(regions, r.randint(1,nr))
        gg = [] if r.random()<0.5 else r.sample(groups, r.randint(1,ng))
        tot=sum(c["candidates"] for c in cells if (not rg or c["region"] in rg) and (not gg or c["group"] in gg))
        kind=r.choice(["min_people","max_people"])
        v=int(tot*(r.random()*(0.25 if kind=="min_people" else 0.8)))
        if r.random()<0.05: v = tot+r.randint(0,3)
        limits.append(dict(id=f"l{i}",kind=kind,regions=rg,groups=gg,value=v))
    return dict(objective=r.choice(["people","risk"]),months=months,cells=cells,funds=funds,limits=limits)
if __name__=="__main__":
    a,b,out=int(sys.argv[1]),int(sys.argv[2]),sys.argv[3]
    big=len(sys.argv)>4
    for s in range(a,b):
        json.dump(gen(s,big),open(f"{out}/{s}.json","w"))
