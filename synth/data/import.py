"""Makes 73-regencies.csv, names.csv and variants.csv from the project's collected data (folder given as argument).

Run inside synth/data: python3 import.py /path/to/shared/data
The lists of tokens below are common given names, Toraja family names and Daeng names chosen by us.
"""
import csv, sys
S=sys.argv[1].rstrip("/")+"/"
reg=[r for r in csv.DictReader(open(S+'regions/sulsel_kabkota.csv'))]
cov={'73.17':(58.17,'2024-07','BacaPesan/Fajar 2024-08-12'),'73.16':(55.75,'2024-07','BacaPesan/Fajar 2024-08-12'),
'73.22':(55.43,'2024-07','BacaPesan/Fajar 2024-08-12'),'73.04':(23.41,'2024-07','BacaPesan/Fajar 2024-08-12'),
'73.05':(26,'2025-07','Mediawarta 2025-07-10'),'73.06':(42,'2025-04','gosulsel.com 2025-04-25'),
'73.71':(53,'2025-07','Mediawarta 2025-07-10'),'73.01':(59,'2024-12','Situs Pemkab Kepulauan Selayar'),
'73.07':(40,'2025-03','protokol.sinjaikab.go.id 2025-03'),'73.13':(48,'2024','Tribun Timur 2025-06-22'),
'73.18':(69.81,'2025-07','Replik News 2025-07-13 (50855/72852)')}
pop={r['kemendagri_code']:int(r['population_2025_total']) for r in reg}
tot=sum(pop.values()); k=sum(pop[c]*v[0] for c,v in cov.items()); kp=sum(pop[c] for c in cov)
rest=(47.38*tot-k)/(tot-kp); print('rest',rest)
coast={'73.01':.25,'73.02':.10,'73.03':.08,'73.04':.12,'73.05':.14,'73.06':.01,'73.07':.08,'73.08':.08,'73.09':.05,'73.10':.16,'73.11':.10,'73.12':.01,'73.13':.06,'73.14':.02,'73.15':.07,'73.16':0,'73.17':.08,'73.18':0,'73.22':.05,'73.24':.05,'73.26':0,'73.71':.02,'73.72':.04,'73.73':.05}
formal={'73.71':.60,'73.72':.56,'73.73':.54,'73.24':.48,'73.09':.44,'73.06':.42,'73.10':.41}
ff=sum(pop[c]*v for c,v in formal.items()); fr=(.39*tot-ff)/(tot-sum(pop[c] for c in formal)); print('formal rest',fr)
toraja={'73.18':.92,'73.26':.93,'73.17':.15,'73.22':.12,'73.24':.15,'73.73':.25,'73.71':.06,'73.16':.02,'73.15':.02}
makassar={'73.71':.55,'73.06':.9,'73.05':.95,'73.04':.95,'73.03':.85,'73.01':.6,'73.09':.45,'73.10':.35,'73.02':.4}
branch={'73.71':'Makassar','73.05':'Makassar','73.06':'Makassar','73.09':'Maros','73.10':'Maros','73.08':'Maros',
'73.72':'Parepare','73.11':'Parepare','73.12':'Parepare','73.13':'Parepare','73.14':'Parepare','73.15':'Parepare','73.16':'Parepare',
'73.73':'Palopo','73.17':'Palopo','73.18':'Palopo','73.22':'Palopo','73.24':'Palopo','73.26':'Palopo',
'73.01':'Bulukumba','73.02':'Bulukumba','73.03':'Bulukumba','73.04':'Bulukumba','73.07':'Bulukumba'}
urban={'73.71':.97,'73.72':.85,'73.73':.8}
with open('73-regencies.csv','w',newline='') as f:
    w=csv.writer(f,lineterminator='\n'); w.writerow('code,population,coverage_percent,coverage_period,coverage_source,formal_share,urban,fisher_share,toraja_share,makassar_share,branch,aliases'.split(','))
    for r in reg:
        c=r['kemendagri_code']; v=cov.get(c,(round(rest,1),'2025-06','provincial 47.38 % less the published regencies'))
        w.writerow([c,pop[c],v[0],v[1],v[2],round(formal.get(c,fr),3),urban.get(c,.25 if c in('73.06','73.09') else .15),coast[c],toraja.get(c,.005),makassar.get(c,.05),branch[c],r['aliases_seen']])
# names
out_clans='siregar sinaga simanjuntak sitorus sihombing saragih sirait nainggolan simbolon sitompul situmorang tampubolon marpaung nababan hutapea damanik napitupulu samosir marbun hutagalung hutasoit sihotang manullang putu nyoman asep ujang euis dadang cecep raden tamba ngurah made ketut wayan gusti gede komang cecep maheswara hutauruk lumban manurung panjaitan pardede pangaribuan purba silaban sinambela sitanggang tarigan ginting sembiring lubis nasution harahap rangkuti batubara pasaribu rajagukguk ompusunggu anggriawan jessica michelle kevin christian michael jonathan steven william richard edward albert rachel kezia gabriella felicia jesica'.split()
rows=[r for r in csv.DictReader(open(S+'names/name_tokens_id.csv'))]
seen={}
def add(t,s,g,rk):
    k=(t,g)
    if k in seen: return
    seen[k]=(t,s,g,rk)
skip={'puang','petta','opu','karaeng','daeng','muh','abd','andi','sitti','siti','batara','bau','besse','baso','muhammad','muhamad','mohammad','mohamad','mochammad','moch','moh','abdul','abdur','achmad','akhmad','ahmad'}
# Sulsel given names: common knowledge of the writer, ordered roughly by how often one meets them
BM_L='rusli syamsuddin baharuddin nurdin hasanuddin kamaruddin jamaluddin saharuddin nasruddin burhanuddin arifuddin amiruddin sirajuddin sainuddin sudirman tahir hamzah ramli ridwan rahman latif syarifuddin ambo baso baco usman hasan husain abbas jafar rustam hamka mansyur muchtar ismail ibrahim yusuf sulaiman amir arsyad basri bahar darwis firman ilham irfan iskandar jumadi kadir kahar kaharuddin lukman mahmud makmur mappeare mustafa mustari najamuddin nasir rasyid rauf said salam samsul sattar sultan suardi sukri syahrir syamsul takdir tamrin umar wahid yunus zainuddin zulkifli akbar alimuddin asri aswar awaluddin azis bakri bohari dahlan faisal gassing hafid haeruddin halim haris haruna hasbi herman idris ihsan jabbar juma kasim kurnia lanto maddolangeng makkulau mallarangeng manaf mangemba mappasessu mappuji mattalatta matutu muin muliadi munir naharuddin pawennari palaguna rahim rajab ruslan sabir sabri safri safruddin sanusi sirajang sofyan suaib sunardi supardi syafruddin syahruddin syukur tajuddin tamma tenriola wawan yahya zaenal'.split()
BM_P='nurhayati hasnah hasniah hasnawati rosmiati darmawati nuraeni nursiah aminah hajrah saharia sumiati fatmawati kartini murniati rahmatia jumriati suriani hamsinah halimah hartati hasma herlina irmawati jumiati jusmiati kasmawati kasmiati maryam marlina mariani mardiana megawati muliati murni nadirah nurbaya nurdiana nurhaeda nurjannah nurlaela nurlia nurlina nurmi nurmiati nursam nurwahida rabiah rahma rahmawati ramlah rasdiana ratna ratnawati rohani rosdiana rosmini rosnani rostina ruhana salmah salmiah sahriani samsiah sanawiah satriani sitiara subaedah suhaeni suharni sukmawati sulfiani suryani syamsiah syamsinar tenri tina wahida warda wati yuliana zaenab bungaeja bunga caramming cinnong dahlia dalle darma erni ernawati fitriani harlina hasriani hikmah ida imelda indo intan isa johareng juhana jumriani kamariah lina masita mawar mira nia nurhikmah nurul pada puspita rabasiah rini riska rosita sanatang sugiarti suarni susanti tasnim ummi winarti'.split()
TOR_L='yohanis marthen agustinus paulus petrus yulius simon daud markus lukas yakobus yunus samuel daniel yosep benyamin stefanus matius thomas filipus andarias elias musa natan obed piter semuel titus zeth anton alfrida arruan'.split()
TOR_P='yuliana ester martha maria debora ribka lince damaris agustina yuspina selvi marlina elisabeth rut naomi dorce hermin ludia mariana margaretha nety orpa paulina rosalina sarlota tabita theresia yohana veronika alfrida'.split()
MARGA='tandi rante sampe rombe pasande palimbong patandianan bura sarungallo randa tangke allo layuk lembang tandililing bonggalangi salurante parinding pakiding kendek kadang mangontan ramba rerung sulle sumule tappi toding tonapa panggalo batara bokko karre limbong payung pongtiku sarira'.split()
DG='nai ngalle sibali tayang lau sitaba nassa rani kulle tompo beta lallo naba ngago nyampa pasewang rala rowa sese sikki sila siriwa tarring tiro tutu ngasa jinne kebo baji bau caya kanang kenna memang ngai puji rannu sunggu taco te’ne'.replace('te’ne','tene').split()
for i,t in enumerate(BM_L): add(t,'L','bugis-makassar',i+1)
for i,t in enumerate(BM_P): add(t,'P','bugis-makassar',i+1)
for i,t in enumerate(TOR_L): add(t,'L','toraja',i+1)
for i,t in enumerate(TOR_P): add(t,'P','toraja',i+1)
for i,t in enumerate(MARGA): add(t,'LP','marga',i+1)
for i,t in enumerate(DG): add(t,'P' if t in 'jinne kebo baji bau caya kanang kenna memang ngai puji rannu sunggu taco tene'.split() else 'L','daeng',i+1)
n=0
for r in sorted(rows,key=lambda r:(int(r['rank_indonamegender_v1'] or 99999),r['token'])):
    t,s,g,rk=r['token'].strip().lower(),r['sex_hint'],r['group'],r['rank_indonamegender_v1']
    if not t.isalpha() or len(t)<2 or t in skip or s=='sex_hint': continue
    gs=g.split('|')
    if 'bugis-makassar' in gs and 'umum' not in gs: add(t,s,'bugis-makassar',200+int(rk or 20000)//200)
    elif 'toraja' in gs and 'umum' not in gs: add(t,s,'toraja',40+int(rk or 20000)//400)
    elif rk and s!='?':
        add(t,s.replace('?','LP'), 'luar' if t in out_clans else 'umum', int(rk))
    elif rk and s=='?' and t in 'ilham arif arief rizal faisal farid haris hanif fauzan iqbal fahmi farhan fajri rian ryan ricky deni denny dani sandi erwin roni dony edy yudi toni irwan anton dodi iwan husein hilman alvin hafiz agung fajar mukhlis syahrul syaiful zaki doni rico'.split(): add(t,'L','umum',int(rk))
    elif rk and s=='?' and t in 'aulia annisa azizah evi nina lisa linda desi ningsih erna yeni rita rosa vina mira lili ria winda nisa rahma dini mutiara bella tiara latifah asih riska rani anita endang yani fatimah khairunnisa salma'.split(): add(t,'P','umum',int(rk))
with open('names.csv','w',newline='') as f:
    w=csv.writer(f,lineterminator='\n'); w.writerow(['token','sex','group','rank'])
    for t,s,g,rk in sorted(seen.values(),key=lambda x:(x[2],x[3],x[0])):
        w.writerow([t.capitalize(),s,g,rk])
print(len(seen))
V='''Muhammad,Muh.,abbreviation
Muhammad,M.,abbreviation
Muhammad,Muh,abbreviation
Muhammad,Moh,abbreviation
Muhammad,Moch,abbreviation
Muhammad,Muhamad,spelling
Muhammad,Mohammad,spelling
Muhammad,Mochammad,spelling
Muhammad,Mohamad,spelling
Muh.,Muhammad,spelling
Muh.,Muh,abbreviation
Muh.,M.,abbreviation
Ahmad,Achmad,spelling
Ahmad,Akhmad,spelling
Abdul,Abd,abbreviation
Abdul,Abd.,abbreviation
Abd.,Abdul,spelling
Abd.,Abd,abbreviation
Siti,Sitti,spelling
Siti,St,abbreviation
Siti,St.,abbreviation
Sitti,Siti,spelling
Sitti,St.,abbreviation
Sitti,St,abbreviation
St.,Sitti,spelling
Andi,A,abbreviation
Andi,A.,abbreviation
Daeng,Dg,abbreviation
Daeng,Dg.,abbreviation
Dg.,Daeng,spelling
Dg.,Dg,abbreviation
'''
open('variants.csv','w').write('canonical,variant,kind\n'+V)
