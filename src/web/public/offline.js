// Of the page that the service worker shows when the server does not answer. Plain script: nothing else of the client is there.
const wishes = [];
try {
  wishes.push(localStorage.getItem('treff.language'));
} catch {
  // Storage is blocked: the browser's language it is.
}
wishes.push(...navigator.languages);
const language =
  wishes.map((wish) => wish?.toLowerCase().split('-')[0]).find((wish) => wish === 'de' || wish === 'en') ??
  'en';
document.documentElement.lang = language;
for (const section of document.querySelectorAll('section')) section.hidden = section.lang !== language;

async function goOnWhenServerAnswers() {
  try {
    if ((await fetch('/health', { cache: 'no-store' })).ok) location.reload();
  } catch {
    // Still away.
  }
}
addEventListener('online', () => void goOnWhenServerAnswers());
setInterval(() => void goOnWhenServerAnswers(), 5_000);
