// Has the browser solve the puzzle of a form (campaigns/puzzles.py) while somebody fills it in. The form is sent in any case:
// without a solution, too, after some seconds. Words are spoken only where somebody has to wait.

const LONGEST = 20_000

for (const box of document.querySelectorAll("[data-puzzle]")) begin(box)

function begin(box) {
  const input = box.querySelector("input")
  const status = box.querySelector("[role=status]")
  const form = input.form
  if (!form || !isSecureContext) return
  const challenge = JSON.parse(box.dataset.puzzle)
  let work = null
  let isReady = false
  let isWaiting = false
  const solve = () => (work ??= found(box.dataset.worker, challenge).then((solution) => (input.value = solution)))

  form.addEventListener("focusin", solve, { once: true })
  form.addEventListener("submit", async (event) => {
    if (isReady || input.value) return
    event.preventDefault()
    if (isWaiting) return
    isWaiting = true
    status.textContent = box.dataset.working
    await solve()
    status.textContent = box.dataset.sending
    isReady = true
    form.requestSubmit(event.submitter)
  })
  // Who comes back with the browser's button finds the form as it was left: what was used once is no solution any more.
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return
    input.value = status.textContent = ""
    isReady = isWaiting = false
    work = null
  })
}

/** Return a solution as the server reads it; an empty text where there is none in time. */
function found(address, challenge) {
  const began = performance.now()
  return new Promise((resolve) => {
    const worker = new Worker(address)
    const end = (solution) => {
      clearTimeout(timer)
      worker.terminate()
      resolve(solution && btoa(JSON.stringify({ challenge, solution: { ...solution, time: performance.now() - began } })))
    }
    const timer = setTimeout(() => end(""), LONGEST)
    worker.addEventListener("message", (event) => end(event.data))
    worker.addEventListener("error", () => end(""))
    worker.postMessage(challenge.parameters)
  })
}
