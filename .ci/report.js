// Drives headless Chromium over its debugging pipe: opens each page as each kind of reader, and says what is wrong.
// Nothing but node is needed. `node report.js FOLDER PAGE...`, with AXE and CHROMIUM in the environment.
"use strict";
const { spawn } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const [folder, ...pages] = process.argv.slice(2);
const axe = fs.readFileSync(process.env.AXE, "utf8");
const profile = fs.mkdtempSync(path.join(os.tmpdir(), "gaps-browser-"));
const browser = spawn(
  process.env.CHROMIUM,
  ["--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", `--user-data-dir=${profile}`, "--remote-debugging-pipe"],
  { stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"] });

let next = 0, rest = "";
const waiting = new Map(), listeners = new Map();
browser.stdio[4].on("data", (bytes) => {
  const parts = (rest + bytes.toString("utf8")).split("\0");
  rest = parts.pop();
  for (const part of parts) {
    const said = JSON.parse(part);
    if (said.id) {
      const { yes, no } = waiting.get(said.id);
      waiting.delete(said.id);
      if (said.error) no(new Error(said.error.message)); else yes(said.result);
    } else if (listeners.has(said.sessionId)) listeners.get(said.sessionId)(said.method, said.params);
  }
});
const ask = (method, params = {}, sessionId) => new Promise((yes, no) => {
  const id = ++next;
  waiting.set(id, { yes, no });
  browser.stdio[3].write(JSON.stringify({ id, method, params, sessionId }) + "\0");
});

/// What is asked of each page: axe, its width, and where there is a script, the slider.
const LOOK = `(async () => {
  document.querySelectorAll("details").forEach((d) => { d.open = true; });
  const wrong = [];
  const found = await axe.run(document, { resultTypes: ["violations"] });
  for (const v of found.violations) if (["serious", "critical"].includes(v.impact))
    wrong.push("axe " + v.id + ": " + v.help + " " + v.nodes.slice(0, 3).map((n) => n.target.join(" ") + " " + (n.any[0] || {}).message).join(" | "));
  if (!found.passes.some((p) => p.id === "color-contrast")) wrong.push("axe looked at no contrast");
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) wrong.push("the page is " + wide + " pixels wide");
  const slide = document.getElementById("slide");
  if (SCRIPT) {
    const input = slide.querySelector("input"), total = () => document.querySelector("[data-cell='t t']").textContent;
    const rows = [...document.querySelector("figure tbody").rows];
    const before = total();
    if (slide.hidden) wrong.push("the slider is hidden");
    for (let i = 0; i < rows.length; i++) {
      input.value = String(i); input.dispatchEvent(new Event("input"));
      const told = rows[rows.length - 1 - i].cells[7].textContent;
      if (total() !== told) wrong.push("at point " + i + " the slider says " + total() + ", the table " + told);
    }
    if (total() !== before) wrong.push("the slider does not come back");
  } else if (!slide.hidden) wrong.push("a slider that nothing moves");
  document.querySelectorAll("details").forEach((d) => { d.open = false; });
  return wrong;
})()`;

async function look(page, reader) {
  const wrong = [];
  const { targetId } = await ask("Target.createTarget", { url: "about:blank" });
  const { sessionId } = await ask("Target.attachToTarget", { targetId, flatten: true });
  const tell = (method, params) => ask(method, params, sessionId);
  const url = "file://" + path.resolve(page);
  let loaded;
  const done = new Promise((yes) => { loaded = yes; });
  listeners.set(sessionId, (method, p) => {
    if (method === "Page.loadEventFired") loaded();
    if (method === "Log.entryAdded") wrong.push("console: " + p.entry.text);
    if (method === "Runtime.consoleAPICalled") wrong.push("console: " + JSON.stringify(p.args));
    if (method === "Runtime.exceptionThrown") wrong.push("exception: " + p.exceptionDetails.text);
    if (method === "Page.javascriptDialogOpening") wrong.push("a dialog: " + p.message);
    if (method === "Network.requestWillBeSent" && p.request.url !== url) wrong.push("request: " + p.request.url);
  });
  for (const domain of ["Page", "Log", "Runtime", "Network"]) await tell(domain + ".enable");
  const dark = reader.scheme === "dark";
  await tell("Emulation.setEmulatedMedia", { features: [{ name: "prefers-color-scheme", value: reader.scheme }] });
  await tell("Emulation.setDeviceMetricsOverride", { width: reader.width, height: 900, deviceScaleFactor: 1, mobile: false });
  await tell("Emulation.setScriptExecutionDisabled", { value: !reader.script });
  await tell("Page.navigate", { url });
  await done;
  // What is asked from outside must run on a page that runs nothing itself.
  await tell("Emulation.setScriptExecutionDisabled", { value: false });
  const { frameTree } = await tell("Page.getFrameTree");
  const { executionContextId } = await tell("Page.createIsolatedWorld", { frameId: frameTree.frame.id, worldName: "look" });
  const run = async (expression) => {
    const said = await tell("Runtime.evaluate", { expression, contextId: executionContextId, awaitPromise: true, returnByValue: true });
    if (said.exceptionDetails) throw new Error(JSON.stringify(said.exceptionDetails.exception));
    return said.result.value;
  };
  await run(axe + ";0");
  wrong.push(...await run(LOOK.replace("SCRIPT", String(reader.script))));
  const background = await run("getComputedStyle(document.body).backgroundColor");
  if ((background === "rgb(255, 255, 255)") === dark) wrong.push(reader.scheme + " is " + background);
  const shot = await tell("Page.captureScreenshot", { format: "png", captureBeyondViewport: true });
  const name = path.basename(page, ".html") + `-${reader.scheme}-${reader.width}${reader.script ? "" : "-no-script"}`;
  fs.writeFileSync(path.join(folder, name + ".png"), Buffer.from(shot.data, "base64"));
  await ask("Target.closeTarget", { targetId });
  return wrong.map((w) => name + ": " + w);
}

(async () => {
  const wrong = [];
  let count = 0;
  for (const page of pages) for (const script of [true, false]) for (const scheme of ["light", "dark"]) for (const width of [400, 1400]) {
    wrong.push(...await look(page, { script, scheme, width }));
    count += 1;
  }
  await ask("Browser.close");
  wrong.forEach((w) => console.log(w));
  console.log(`${count} views of ${pages.length} pages, ${wrong.length} findings`);
  process.exitCode = wrong.length ? 1 : 0;
  await new Promise((yes) => browser.once("exit", yes));
  fs.rmSync(profile, { recursive: true, force: true });
})().catch((error) => { console.error(error); browser.kill(); process.exit(1); });
setTimeout(() => { console.error("the browser hangs"); browser.kill(); process.exit(1); }, 300000).unref();
