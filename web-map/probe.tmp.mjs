import { chromium } from "@playwright/test";
import { readdirSync, readFileSync, existsSync } from "node:fs";
const exe = "/usr/bin/chromium-headless-shell";
const shared = process.argv.includes("--shared");
const url = process.argv[2]; const n = Number(process.argv[3] ?? 3); const dsf=Number(process.argv[4]??0.5);
const browser = await chromium.launch({ executablePath: existsSync(exe)?exe:"/usr/bin/chromium", args: ["--no-sandbox","--use-gl=angle","--use-angle=swiftshader","--enable-unsafe-swiftshader","--disable-background-networking","--disable-gpu-rasterization","--disable-gpu-compositing", ...(process.env.MORE??"").split(" ").filter(Boolean)] });
function threads(){ const r={}; for(const p of readdirSync("/proc").filter(d=>/^\d+$/.test(d))){ let cmd=""; try{cmd=readFileSync(`/proc/${p}/cmdline`,"utf8")}catch{continue}
 if(!/chrom/.test(cmd)||/node/.test(cmd.split("\0")[0])) continue; if (!cmd.includes("swiftshader")&&!cmd.includes("--type=")) continue;
 const type=/--type=([a-z-]+)/.exec(cmd)?.[1]??"browser";
 try{ for(const t of readdirSync(`/proc/${p}/task`)){ const s=readFileSync(`/proc/${p}/task/${t}/stat`,"utf8"); const name=s.slice(s.indexOf("(")+1,s.lastIndexOf(")")); const f=s.slice(s.lastIndexOf(")")+2).split(" "); const k=type+"/"+name; r[p+":"+t+":"+k]=(Number(f[11])+Number(f[12]))/100; } }catch{} } return r; }
const total={}; let ctx=shared?await browser.newContext({viewport:{width:1120,height:720},locale:"fr-FR",deviceScaleFactor:dsf}):null;
let wall=0;
for(let i=0;i<n;i++){ const before=threads(); const s=Date.now(); const c=ctx??await browser.newContext({viewport:{width:1120,height:720},locale:"fr-FR",deviceScaleFactor:dsf});
 const page=await c.newPage(); await page.goto(url); await page.waitForFunction(() => performance.getEntriesByName("map-painted").length > 0);
 await page.evaluate(async()=>{ for(let still=0;still<3;){ await new Promise(requestAnimationFrame); const map=globalThis.ifnMap; still=map?.loaded()&&!map.isMoving()&&map.areTilesLoaded()?still+1:0;} });
 await page.waitForTimeout(Number(process.env.WAIT??0));
 wall+=Date.now()-s; const after=threads(); for(const k in after){ const name=k.split(":").slice(2).join(":").replace(/\d+$/,""); total[name]=(total[name]??0)+after[k]-(before[k]??0);} await page.close(); if(!ctx) await c.close(); }
let sum=0; for(const [k,v] of Object.entries(total).sort((a,b)=>b[1]-a[1])){ sum+=v; if(v/n>0.02) console.log((v/n).toFixed(2),k);} console.log("sum/page",(sum/n).toFixed(2),"wall",(wall/n/1000).toFixed(2));
await browser.close();
