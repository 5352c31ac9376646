// The collection that the page shows, from its address. Every call of the page names it in a header, so that no event
// needs an input for it. Another collection is another page: where the history leads to one, the page is loaded again.
(() => {
  const read = () => new URLSearchParams(location.search).get('collection') ?? '';
  const shown = read();
  const names = shown.replace(/[^a-z0-9_,-]/g, '');
  const encoded = encodeURIComponent(names);
  const send = window.fetch.bind(window);

  window.quotedeskCollection = {
    names,
    isLeft: false,
    search: names ? `?collection=${encoded}` : '',
    parameter: names ? `&collection=${encoded}` : '',
    of: address => new URLSearchParams(address).get('collection') ?? '',
  };
  if (names) {
    window.fetch = (input, options = {}) => {
      const url = new URL(input instanceof Request ? input.url : input, location.href);
      if (url.origin !== location.origin) return send(input, options);
      const headers = new Headers(options.headers ?? (input instanceof Request ? input.headers : undefined));
      headers.set('X-Quotedesk-Collection', names);
      return send(input, { ...options, headers });
    };
  }
  window.addEventListener('popstate', event => {
    if (read() === shown) return;
    event.stopImmediatePropagation();
    // The entry that the history leads to keeps its state.
    window.quotedeskCollection.isLeft = true;
    location.reload();
  });
})();
