"""An English page: what the platform says is English, what people wrote is marked as Chinese (WCAG 3.1.2)."""

from playwright.sync_api import Page

# Text outside of any element that says it is Chinese; attributes that a screen reader speaks.
UNMARKED = """() => {
  const han = /[\\u3400-\\u9fff]/, found = [];
  const marked = (element) => /^zh/i.test(element.closest('[lang]').lang);
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode, parent = text.parentElement;
    if (!han.test(text.data) || ['SCRIPT', 'STYLE', 'TEXTAREA'].includes(parent.tagName) || marked(parent)) continue;
    found.push(`${parent.tagName.toLowerCase()}: ${text.data.trim()}`);
  }
  for (const name of ['aria-label', 'title', 'placeholder', 'alt'])
    for (const element of document.querySelectorAll(`[${name}]`))
      if (han.test(element.getAttribute(name)) && !marked(element))
        found.push(`${name}: ${element.getAttribute(name)}`);
  return found;
}"""
# What only the platform says: here even marked Chinese would be a text without its translation.
CHROME = """() => {
  const han = /[\\u3400-\\u9fff]/;
  const parts = 'nav:not(.breadcrumbs), footer, button, .facts dt, thead th, .status, .kind';
  return [...document.querySelectorAll(parts)]
    .filter((part) => !part.closest('.sheet, .notice-paper, .menu.office'))
    .map((part) => {
      const copy = part.cloneNode(true);
      copy.querySelectorAll('[hreflang]').forEach((link) => link.remove());
      return copy.textContent.trim();
    })
    .filter((text) => han.test(text));
}"""


def complaints(page: Page) -> list[str]:
    """Return what is wrong with the languages of a page, in words."""
    found = (
        [] if page.evaluate("document.documentElement.lang") == "en" else ["the page is not marked English"]
    )
    found += [f"not marked as Chinese: {text}" for text in page.evaluate(UNMARKED)]
    return found + [f"not translated: {text}" for text in page.evaluate(CHROME)]
