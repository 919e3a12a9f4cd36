import type { OrderAddress } from '../../api/types'
import { countryName } from '../../i18n/format'

/** An address, line by line. */
export function AddressLines({ address }: { address: OrderAddress }) {
  const town = `${address.postal_code} ${address.city}`.trimStart()
  const lines = [address.line1, address.line2, town, address.region, countryName(address.country)]
  return (
    <>
      {lines.filter(Boolean).map((line) => (
        <span key={line}>{line}</span>
      ))}
    </>
  )
}
