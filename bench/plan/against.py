"""Solves every instance with `sinergi plan allocate` and with HiGHS (scipy.optimize.milp, no gap allowed), and says where status,
objective or conflicts differ: python against.py SINERGI FILES. Every plan is held against its instance in whole numbers."""
import json, subprocess, sys, numpy as np, time
from scipy.optimize import milp, LinearConstraint, Bounds
from scipy.sparse import lil_matrix
from math import gcd
def inside(rs,gs,c):
    return (not gs or c["group"] in gs) and (not rs or any(c["region"]==x or c["region"].startswith(x+".") for x in rs))
def solve(I, limits=None, tl=60):
    limits = I["limits"] if limits is None else limits
    cs,fs=I["cells"],I["funds"]
    P=[(i,j) for i,c in enumerate(cs) for j,f in enumerate(fs) if inside(f["regions"],f["groups"],c)]
    for l in limits:
        if l["kind"]=="min_people" and l["value"]>0 and not any(inside(l["regions"],l["groups"],cs[i]) for i,_ in P): return ("infeasible",None)
    if not P: return ("optimal",0)
    n=len(P)
    rows=[];lo=[];hi=[]
    for i,c in enumerate(cs):
        ix=[k for k,p in enumerate(P) if p[0]==i]
        if ix: rows.append([(k,1) for k in ix]); lo.append(-np.inf); hi.append(c["candidates"])
    for j,f in enumerate(fs):
        ix=[k for k,p in enumerate(P) if p[1]==j]
        if ix:
            g=0
            for k in ix: g=gcd(g,cs[P[k][0]]["premium"]*I["months"])
            rows.append([(k,cs[P[k][0]]["premium"]*I["months"]//g) for k in ix]); lo.append(-np.inf); hi.append(f["rupiah"]//g)
    for l in limits:
        ix=[k for k,p in enumerate(P) if inside(l["regions"],l["groups"],cs[p[0]])]
        if not ix: continue
        rows.append([(k,1) for k in ix])
        if l["kind"]=="min_people": lo.append(l["value"]);hi.append(np.inf)
        else: lo.append(-np.inf);hi.append(l["value"])
    A=lil_matrix((len(rows),n))
    for r,t in enumerate(rows):
        for k,w in t: A[r,k]=w
    w=[1 if I["objective"]=="people" else cs[i]["risk_ppm"] for i,_ in P]
    c=-np.array(w,float)
    ub=np.array([cs[i]["candidates"] for i,_ in P],float)
    res=milp(c,constraints=LinearConstraint(A.tocsr(),lo,hi),integrality=np.ones(n),bounds=Bounds(0,ub),options=dict(mip_rel_gap=0,time_limit=tl))
    if res.status==2: return ("infeasible",None)
    if res.status==0:
        x=[int(round(v)) for v in res.x]
        ok=True
        for r,t in enumerate(rows):
            s=sum(x[k]*a for k,a in t)
            if s>hi[r]+0 or s<lo[r]: ok=False
        return ("optimal" if ok else "inexact",sum(a*b for a,b in zip(x,w)))
    x=res.x
    return ("limit",(None if x is None else int(round(-res.fun)), -res.mip_dual_bound if res.mip_dual_bound is not None else None))
def check(I,p):
    cs={c["id"]:c for c in I["cells"]};fs={f["id"]:f for f in I["funds"]}
    ince={};sp={}
    for a in p["assign"]:
        c,f=cs[a["cell"]],fs[a["fund"]]
        assert inside(f["regions"],f["groups"],c) and a["people"]>0
        assert a["rupiah"]==a["people"]*c["premium"]*I["months"]
        ince[c["id"]]=ince.get(c["id"],0)+a["people"]; sp[f["id"]]=sp.get(f["id"],0)+a["rupiah"]
    assert all(v<=cs[k]["candidates"] for k,v in ince.items()) and all(v<=fs[k]["rupiah"] for k,v in sp.items())
    for l in I["limits"]:
        s=sum(v for k,v in ince.items() if inside(l["regions"],l["groups"],cs[k]))
        assert (s>=l["value"] if l["kind"]=="min_people" else s<=l["value"]), l
    w=sum(v*(1 if I["objective"]=="people" else cs[k]["risk_ppm"]) for k,v in ince.items())
    assert w==p["objective"]
bad=0;n=0;inf=0;slow=[];hs=[]
for path in sys.argv[2:]:
    t=time.time()
    told=subprocess.run([sys.argv[1],"plan","allocate","--instance",path,"--format","json"],capture_output=True,text=True).stdout
    o=dict(path=path,seconds=time.time()-t);I=json.load(open(path));p=json.loads(told);n+=1
    slow.append((o["seconds"],o["path"]))
    t=time.time();st,ob=solve(I);hs.append((time.time()-t,o["path"]))
    if p["status"]!="infeasible": check(I,p)
    if st=="infeasible":
        inf+=1
        if p["status"]!="infeasible": print("STATUS",o["path"],st,p["status"],p["objective"]);bad+=1;continue
        keep=[l for l in I["limits"] if l["id"] in p["conflicts"]]
        if solve(I,keep)[0]!="infeasible": print("CONFLICT not",o["path"],p["conflicts"]);bad+=1
        for l in keep:
            if solve(I,[x for x in keep if x is not l])[0]=="infeasible": print("CONFLICT not minimal",o["path"],p["conflicts"]);bad+=1
    elif p["status"]!="optimal" or p["objective"]!=ob or p["gap"]!=0:
        print("DIFF",o["path"],st,ob,p["status"],p["objective"],"gap",p["gap"],"sec %.2f"%o["seconds"], "cells",len(I["cells"]),"funds",len(I["funds"]),"limits",len(I["limits"]),I["objective"]);bad+=1
slow.sort(reverse=True);hs.sort(reverse=True)
print(n,"instances,",inf,"infeasible,",bad,"differ; slowest ours",[("%.2f"%a,b) for a,b in slow[:4]],"theirs",[("%.2f"%a,b) for a,b in hs[:4]], "sum %.1f %.1f"%(sum(a for a,_ in slow),sum(a for a,_ in hs)))
