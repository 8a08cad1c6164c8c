// Looks for a counter whose key begins with the prefix asked for: the challenge of ALTCHA, version 2, with PBKDF2.

const bytes = (hex) => Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16))
const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("")

async function solve({ algorithm, nonce, salt, cost, keyLength, keyPrefix }) {
  const start = bytes(nonce)
  const password = new Uint8Array(start.length + 4)
  password.set(start)
  const counterAt = new DataView(password.buffer, start.length)
  const how = { name: "PBKDF2", hash: algorithm.split("/")[1], salt: bytes(salt), iterations: cost }
  // All readers of a stored page have the same challenge, and each counter is taken once: begin anywhere.
  let [counter] = crypto.getRandomValues(new Uint32Array(1))
  for (;;) {
    counterAt.setUint32(0, counter)
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"])
    const derivedKey = hex(await crypto.subtle.deriveBits(how, key, keyLength * 8))
    if (derivedKey.startsWith(keyPrefix)) return { counter, derivedKey }
    counter = (counter + 1) >>> 0
  }
}

addEventListener("message", async (event) => {
  try {
    postMessage(await solve(event.data))
  } catch {
    postMessage("")
  }
})
