/** "tienda", with the dot of its i as the lamp in the window. */
export function Wordmark() {
  return (
    <span class="wordmark" aria-hidden="true">
      t<span class="wordmark__i">ı</span>enda
    </span>
  )
}
