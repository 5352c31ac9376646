// Shows that the library has changed since the answers on the page, and reloads the page after a restart of the server:
// Gradio does so only if an event was in progress when the server stopped.

const EVERY_MS = 20_000;
// A little less than the time for which the server keeps an idle conversation.
const KEPT_MS = 5.5 * 3_600_000;
const line = element.querySelector('.moved');
let answered = null;
let described = null;
let seen = Date.now();

async function reloadAfterRestart() {
  const { root, api_prefix: prefix, app_id: known } = window.gradio_config;
  const answer = await fetch(`${root}${prefix}/app_id`).catch(() => null);
  if (answer?.ok && (await answer.json()).app_id !== known) location.reload();
}

async function look() {
  if (document.hidden) return;
  await reloadAfterRestart();
  const away = Date.now() - seen;
  seen = Date.now();
  if (away > KEPT_MS && quotedesk.addresses().length) quotedesk.askExactly(quotedesk.addresses(), true);
  const library = await server.get_library().catch(() => null);
  if (!library?.generation) return;
  // A first screen describes the library as it was when it was shown.
  if (described && described !== library.generation) document.dispatchEvent(new CustomEvent('quotedesk:library'));
  described = library.generation;
  answered ??= library.generation;
  line.hidden = library.generation === answered || !quotedesk.addresses().length;
}

function settle() {
  answered = null;
  line.hidden = true;
  look();
}

line.querySelector('button').addEventListener('click', () => {
  settle();
  quotedesk.askExactly(quotedesk.addresses(), true);
});
document.addEventListener('quotedesk:answered', settle);
document.addEventListener('quotedesk:afresh', settle);
document.addEventListener('visibilitychange', look);
setInterval(look, EVERY_MS);
look();
