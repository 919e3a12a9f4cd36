/** The shop's logo: "tienda", with a coloured dot on its i. */
export function Wordmark() {
  return (
    <span class="wordmark" aria-hidden="true">
      t<span class="wordmark__i">ı</span>enda
    </span>
  )
}
