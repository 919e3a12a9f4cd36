import type { ComponentChildren } from 'preact'
import { useMemo, useRef, useState } from 'preact/hooks'
import { NoAnswer, Problem } from '../../api/problem'
import type { Address, NewOrder, User } from '../../api/types'
import { focusFirstFault } from '../../components/Field'
import { Message } from '../../components/Message'
import { t } from '../../i18n'
import { ContactFields, NotifyFields } from './ContactFields'
import { type Faults, findFaults, firstValues, keepDraft, readForm, toOrder } from './form'
import { AddressPart, KEEP } from './ShippingAddressFields'
import type { Progress } from './useSubmitOrder'

interface CheckoutFormProps {
  user: User | null
  /** What the account keeps; none for a guest. */
  addresses: Address[]
  progress: Progress
  unfinished: boolean
  /** With `keep`, the address goes into the account once the order is placed. */
  confirm: (order: NewOrder, keep: boolean) => Promise<void>
  /** What the store said about the lines of the cart. */
  children: ComponentChildren
}

export function CheckoutForm(props: CheckoutFormProps) {
  const { user, addresses, progress, unfinished, confirm, children } = props
  const words = t.value.checkout
  const form = useRef<HTMLFormElement>(null)
  const first = useMemo(() => firstValues(user, addresses[0]), [user, addresses])
  const [notify, setNotify] = useState(first.notify)
  const [ownFaults, setOwnFaults] = useState<Faults>({})
  const faults = { ...refusedFields(progress.error), ...ownFaults }
  const faulty = Object.keys(faults).length > 0

  const submit = async () => {
    if (!form.current) return
    const values = readForm(form.current)
    const found = findFaults(values)
    setOwnFaults(found)
    if (Object.keys(found).length === 0) await confirm(toOrder(values), wantsKept(form.current))
    focusFirstFault(form.current)
  }

  return (
    <form
      ref={form}
      noValidate
      onInput={() => {
        if (!form.current) return
        const values = readForm(form.current)
        keepDraft(values)
        setNotify(values.notify)
      }}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {unfinished && !progress.error && !progress.sending && <Message>{words.unfinished}</Message>}
      <ContactFields first={first} faults={faults} sms={notify.includes('sms')} />
      <AddressPart first={first} faults={faults} addresses={addresses} isCustomer={user !== null} />
      <NotifyFields first={first} faults={faults} />
      {children}
      {faulty && <Message kind="error">{words.checkFields}</Message>}
      {progress.error instanceof NoAnswer && (
        <Message kind="error" title={words.noAnswerTitle}>
          {words.noAnswer}
        </Message>
      )}
      <button
        type="submit"
        class="button button--wide"
        disabled={progress.sending}
        data-testid="checkout-submit"
      >
        {progress.sending
          ? words.sending
          : progress.error instanceof NoAnswer
            ? words.retry
            : words.submit}
      </button>
    </form>
  )
}

const wantsKept = (form: HTMLFormElement) => new FormData(form).has(KEEP)

/** A fault inside a list is shown at the list: "/notify/0" at "/notify". */
function refusedFields(error: unknown): Faults {
  if (!(error instanceof Problem)) return {}
  return Object.fromEntries(
    Object.entries(error.byPointer).map(([pointer, detail]) => [
      pointer.replace(/\/\d+$/, ''),
      detail,
    ]),
  )
}
