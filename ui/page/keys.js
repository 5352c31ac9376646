// Keyboard shortcuts: "?" lists them, arrows move between citations.

const dialog = element.querySelector('.keys-dialog');
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

function isBusy(target) {
  return document.querySelector('dialog[open]') || target.closest('input, textarea, select, [contenteditable="true"], [role="tablist"]');
}

function stepInTranscript(by) {
  const answers = document.querySelectorAll('#chat .answer');
  const answer = document.activeElement.closest('.answer') ?? answers[answers.length - 1];
  if (!answer?.offsetParent) return;
  const cites = [...answer.querySelectorAll('.card .cite')];
  const here = cites.indexOf(document.activeElement);
  const next = cites[here < 0 ? (by > 0 ? 0 : cites.length - 1) : here + by];
  if (!next) return;
  const folded = next.closest('details');
  if (folded) folded.open = true;
  next.focus();
}

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || isBusy(event.target)) return;
  if (event.key === '?') {
    event.preventDefault();
    dialog.showModal();
  } else if (event.key in STEPS) {
    event.preventDefault();
    const by = STEPS[event.key];
    const open = document.querySelector('.reader.open');
    if (open) document.dispatchEvent(new CustomEvent('quotedesk:step', { detail: by }));
    else stepInTranscript(by);
  }
});
