// What several scripts of the page share: elements, counts in words, files to save, the places of links. Text only ever enters the page by
// textContent.
(() => {
  const REVOKE_MS = 10_000;
  const DAY = /(\d{1,2} [A-Z][a-z]+ \d{4})/;
  const SPOT = /#cite=((?:[\w.~-]|%[0-9A-F]{2})+):(\d+)-(\d+)$/;

  function make(tag, name = '', text = '') {
    const node = document.createElement(tag);
    if (name) node.className = name;
    node.textContent = text;
    return node;
  }

  // A piece of text: `mark` is true for words shared with the question, or the name of hidden characters.
  function makeWords([text, mark]) {
    if (!mark) return text;
    if (mark === true) return make('span', 'shared', text);
    // Hidden characters: the style sheet shows their name; the characters themselves are copied.
    const sign = make('bdi', 'hidden-sign', text);
    sign.title = mark;
    return sign;
  }

  // Facts such as "The Post · 5 June 2024"; the style sheet keeps a date on one line.
  function makeFacts(words) {
    const node = make('bdi', 'facts');
    node.append(...words.split(DAY).map((part, place) => (place % 2 ? make('span', 'day', part) : part)));
    return node;
  }

  function save(content, name, type) {
    const link = make('a');
    link.href = URL.createObjectURL(new Blob([content], { type }));
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), REVOKE_MS);
  }

  // The place that a link such as #cite=ARTICLE:START-END leads to; null for another link.
  function readSpot(address) {
    const [, id, start, end] = SPOT.exec(address) ?? [];
    if (!id) return null;
    const place = { id, start: Number(start), end: Number(end) };
    try {
      return { ...place, id: decodeURIComponent(id) };
    } catch {
      // No article has such an id.
      return place;
    }
  }

  window.quotedeskDom = {
    make,
    makeFacts,
    makeWords,
    readSpot,
    save,
    count: (number, noun) => `${number.toLocaleString('en')} ${noun}${number === 1 ? '' : 's'}`,
    // The result of a call of the server that had no answer.
    reportNoServer: () => ({ error: 'quotedesk is not responding. Is it still running?' }),
  };
})();
