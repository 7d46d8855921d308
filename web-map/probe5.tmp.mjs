import { chromium } from "@playwright/test";
import { readdirSync, readFileSync } from "node:fs";
const exe = "/usr/bin/chromium-headless-shell";
const browser = await chromium.launch({ executablePath: exe, args: ["--no-sandbox","--use-gl=angle","--use-angle=swiftshader","--enable-unsafe-swiftshader","--disable-background-networking","--disable-gpu-rasterization","--disable-gpu-compositing"] });
function cpu(k){ let s=0; for(const p of readdirSync("/proc").filter(d=>/^\d+$/.test(d))){ let cmd=""; try{cmd=readFileSync(`/proc/${p}/cmdline`,"utf8")}catch{continue} if(!cmd.includes("--type="+k)||!cmd.includes("headless-shell")) continue; try{const t=readFileSync(`/proc/${p}/stat`,"utf8"); const f=t.slice(t.lastIndexOf(")")+2).split(" "); s+=(Number(f[11])+Number(f[12]))/100;}catch{} } return s; }
const c=await browser.newContext({viewport:{width:1120,height:720},locale:"fr-FR",deviceScaleFactor:0.5});
const page=await c.newPage();
let last; const lap=(n)=>{ const now=[cpu("gpu-process"),cpu("renderer"),Date.now()]; if(last) console.log(n.padEnd(14),"gpu",(now[0]-last[0]).toFixed(2),"renderer",(now[1]-last[1]).toFixed(2),"wall",now[2]-last[2]); last=now; };
for(const q of ["commune:23096","commune:93066","epci:200054781","departement:77","iris:930660101"]){
lap("");
await page.goto(process.argv[2]+"?sel="+q); await page.waitForFunction(() => performance.getEntriesByName("map-painted").length > 0); lap(q);
await page.waitForFunction(()=>document.querySelector("#sheet h2"));
await page.evaluate(async()=>{ for(let still=0;still<3;){ await new Promise(requestAnimationFrame); const map=globalThis.ifnMap; still=map?.loaded()&&!map.isMoving()&&map.areTilesLoaded()?still+1:0;} }); lap("settled");
await page.evaluate(() => { Object.assign(globalThis, { printed: false }); globalThis.print = () => Object.assign(globalThis, { printed: true }); });
await page.locator("body").getByRole("button", { name:"Imprimer", exact: true }).click();
await page.waitForFunction(() => globalThis.printed); lap("print");
await page.pdf({ preferCSSPageSize: true }); lap("pdf");
await page.goto(process.argv[2]+"api/v1/territories/"+q.replace(":","/")+"?format=html"); await page.pdf({ preferCSSPageSize: true }); lap("plain");
}
await browser.close();
