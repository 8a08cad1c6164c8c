// Notes work without this script. It leaves the text where it is when a note is left, and lets Escape close what a number
// opened: the note that was led to, or the preview beside a number (WCAG 2.2, 1.4.13).

const NOTE = /^#note-\d+(?:-[a-z]+)?$/

const led = () => (NOTE.test(location.hash) ? document.querySelector(location.hash) : null)

/** Go back to a number; where it is in sight the page does not move. */
function leave(back) {
  const marker = document.querySelector(back.getAttribute("href"))
  const { top, bottom } = marker.getBoundingClientRect()
  const isInSight = top >= 0 && bottom <= innerHeight
  // Browsers scroll at some later time, to where the margin says.
  marker.style.scrollMarginBlockStart = isInSight ? `${top}px` : ""
  location.hash = back.getAttribute("href")
  marker.focus({ preventScroll: true })
}

document.addEventListener("click", (event) => {
  const back = event.target instanceof Element ? event.target.closest(".notes .back") : null
  if (!back || event.ctrlKey || event.metaKey || event.shiftKey) return
  event.preventDefault()
  leave(back)
})

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return
  const back = led()?.querySelector(".back")
  if (back) leave(back)
  else for (const cited of document.querySelectorAll(".cited:hover, .cited:focus-within")) cited.classList.add("quiet")
})

for (const event of ["pointerout", "focusout"]) {
  document.addEventListener(event, ({ target, relatedTarget }) => {
    const cited = target instanceof Element ? target.closest(".cited.quiet") : null
    if (cited && !cited.contains(relatedTarget)) cited.classList.remove("quiet")
  })
}
