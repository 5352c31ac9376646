// The rules of `make lint-js` for the page's scripts.
import js from '@eslint/js';

// Names of the browser that the scripts use; add a new one here.
const BROWSER = [
  'Blob', 'CustomEvent', 'DataTransfer', 'Event', 'File', 'Headers', 'IntersectionObserver', 'MutationObserver',
  'NodeFilter', 'Request', 'ResizeObserver', 'URL', 'URLSearchParams', 'atob', 'clearTimeout', 'crypto', 'document',
  'fetch', 'getComputedStyle', 'history', 'localStorage', 'location', 'matchMedia', 'navigator',
  'requestAnimationFrame', 'sessionStorage', 'setInterval', 'setTimeout', 'window',
];
// Gradio passes `element` and `server` to a script; chat.js sets `quotedesk`, the scripts in the head the others.
const PASSED = ['element', 'quotedesk', 'quotedeskCollection', 'quotedeskDom', 'server'];
const MARKUP = ['innerHTML', 'outerHTML', 'insertAdjacentHTML'];

export default [
  js.configs.recommended,
  {
    files: ['ui/page/*.js'],
    languageOptions: {
      ecmaVersion: 2022,
      sourceType: 'script',
      globals: Object.fromEntries([...BROWSER, ...PASSED].map(name => [name, 'readonly'])),
    },
    rules: {
      'array-callback-return': 'error',
      'eqeqeq': 'error',
      'no-eval': 'error',
      'no-implied-eval': 'error',
      // An escaped joiner in a set stands for itself.
      'no-misleading-character-class': ['error', { allowEscape: true }],
      'no-restricted-properties': ['error', ...MARKUP.map(property => ({
        property, message: 'Text enters the page by textContent only.',
      }))],
      'no-shadow': 'error',
      'no-var': 'error',
      'prefer-const': 'error',
    },
  },
];
