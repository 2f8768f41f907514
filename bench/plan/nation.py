"""Nations and provinces: python nation.py FOLDER."""
import random, json, sys
def nation(seed, nr, ng, nf, nl, mode, objective, ties=True):
    r=random.Random(seed)
    regions=[f"{11+i//20}.{i%20+1:02d}" for i in range(nr)]
    provs=sorted({x[:2] for x in regions})
    groups=[f"g{i}" for i in range(ng)]
    cells=[dict(id=f"{re}/{g}",region=re,group=g,candidates=r.randint(0,3000),risk_ppm=r.randint(100,10000),premium=16800 if mode=="one" else r.choice([16800,36800,8400]) if mode=="few" else r.randint(5000,50000)) for re in regions for g in groups]
    need=sum(c["candidates"]*c["premium"]*12 for c in cells)
    funds=[]
    for i in range(nf):
        rg=[] if i==0 else r.sample(provs, r.randint(1,len(provs)))
        gg=[] if i%3==0 else r.sample(groups, r.randint(1,ng))
        funds.append(dict(id=f"f{i}",rupiah=int(need*r.random()*0.08),regions=rg,groups=gg))
    limits=[]
    for i in range(nl):
        rg=r.sample(regions,r.randint(2,40)); gg=[] if r.random()<.5 else r.sample(groups,r.randint(1,ng//2))
        tot=sum(c["candidates"] for c in cells if c["region"] in rg and (not gg or c["group"] in gg))
        kind=r.choice(["min_people","max_people"])
        limits.append(dict(id=f"l{i}",kind=kind,regions=rg,groups=gg,value=int(tot*(r.random()*0.1 if kind=="min_people" else r.random()*.6))))
    return dict(objective=objective,months=12,cells=cells,funds=funds,limits=limits)
def tied(seed, nr, ng, mode):
    I=nation(seed,nr,ng,2,0,mode,"people"); r=random.Random(seed)
    regs=sorted({c["region"] for c in I["cells"]})
    for x in regs:
        tot=sum(c["candidates"]*c["premium"]*12 for c in I["cells"] if c["region"]==x)
        I["funds"].append(dict(id="own "+x,rupiah=int(tot*r.random()*.3),regions=[x],groups=[]))
        I["limits"].append(dict(id="min "+x,kind="min_people",regions=[x],groups=[],value=500))
    return I
out = sys.argv[1]
for mode in ["one", "few", "random"]:
    for objective in ["people", "risk"]:
        json.dump(nation(1, 500, 40, 10, 20, mode, objective), open(f"{out}/nation-{mode}-{objective}.json", "w"))
json.dump(tied(6, 24, 20, "random"), open(f"{out}/province-own-funds.json", "w"))
json.dump(tied(5, 500, 40, "one"), open(f"{out}/nation-own-funds-one.json", "w"))
