// Opens the Mentions tab if the address of the page is one of mentions; the script of the tab does the rest.

const isMentions = new URLSearchParams(location.search).get('mention')?.trim();

function openTab(tries) {
  const tab = [...document.querySelectorAll('#tabs [role="tab"]')].find(one => one.textContent.trim() === 'Mentions');
  if (tab) tab.click();
  else if (tries) setTimeout(() => openTab(tries - 1), 100);
}

if (isMentions && !history.state?.quotedesk?.tab) openTab(100);
