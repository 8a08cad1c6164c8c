/* Inside the frame: tells the page around it how high this page is. The height is no secret, hence "*". */

if (window.parent !== window) {
  const tell = () =>
    window.parent.postMessage({ advocacyFrame: Math.ceil(document.documentElement.getBoundingClientRect().height) }, "*");
  new ResizeObserver(tell).observe(document.documentElement);
}
