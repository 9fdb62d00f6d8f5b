// The fingerprint of the sign-in this page was made for; null where pages carry none.
export function signInOf(root = document) {
  return root.querySelector('meta[name="sign-in"]')?.content ?? null;
}
