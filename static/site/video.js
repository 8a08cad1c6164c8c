// Videos of platforms, played on the page after the reader asked for it (templates/components/placed_video.html).

const ALLOWED = "autoplay; encrypted-media; fullscreen; picture-in-picture"

/** Put the platform's player in the place of what announced it. */
function play(place) {
  const frame = document.createElement("iframe")
  frame.title = place.dataset.title
  frame.allow = ALLOWED
  frame.allowFullscreen = true
  // The platforms play nothing for a page that hides where it is; our address is all they learn of it.
  frame.referrerPolicy = "strict-origin-when-cross-origin"
  frame.src = place.dataset.frame
  place.classList.add("video-playing")
  place.replaceChildren(frame)
  frame.focus()
}

for (const place of document.querySelectorAll("[data-frame]")) {
  for (const part of place.querySelectorAll("[hidden]")) part.hidden = false
  place.querySelector("button").addEventListener("click", () => play(place))
}
