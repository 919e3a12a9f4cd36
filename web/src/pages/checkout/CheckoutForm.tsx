import type { ComponentChildren } from 'preact'
import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import { NetworkError, Problem } from '../../api/problem'
import type { Address, NewOrder, User } from '../../api/types'
import { focusFirstInvalid } from '../../components/Field'
import { Message } from '../../components/Message'
import { commonFields, nameOf, withoutField } from '../../components/useForm'
import { t } from '../../i18n'
import { ContactFields, NotifyFields } from './ContactFields'
import { type FieldErrors, initialValues, readForm, saveDraft, toOrder, validate } from './form'
import { SAVE_ADDRESS, ShippingAddressFields } from './ShippingAddressFields'
import type { Progress } from './useSubmitOrder'

interface CheckoutFormProps {
  user: User | null
  /** The account's saved addresses; none for a guest. */
  addresses: Address[]
  progress: Progress
  /** An earlier attempt never got its response. */
  isPending: boolean
  /** With `saveAddress`, the account keeps the address once the order is placed. */
  submitOrder: (order: NewOrder, saveAddress: boolean) => Promise<void>
  /** The store's rejection, shown above the button. */
  children: ComponentChildren
}

/** The checkout's form: contact, shipping address, notifications. */
export function CheckoutForm(props: CheckoutFormProps) {
  const { user, addresses, progress, isPending, submitOrder, children } = props
  const labels = t.value.checkout
  const form = useRef<HTMLFormElement>(null)
  const initial = useMemo(() => initialValues(user, addresses[0]), [user, addresses])
  const [notify, setNotify] = useState(initial.notify)
  const [clientErrors, setClientErrors] = useState<FieldErrors>({})
  const [refusals, setRefusals] = useState<FieldErrors>({})
  // Before the next frame, in which the first field with an error gets the focus.
  useLayoutEffect(() => setRefusals(serverErrors(progress.error)), [progress.error])
  const fieldErrors = { ...refusals, ...clientErrors }
  const isInvalid = Object.keys(fieldErrors).length > 0

  const submit = async () => {
    if (!form.current || progress.sending) return
    const values = readForm(form.current)
    const invalid = validate(values)
    setClientErrors(invalid)
    if (Object.keys(invalid).length === 0) {
      await submitOrder(toOrder(values), wantsAddressSaved(form.current))
    }
    focusFirstInvalid(form.current)
  }

  return (
    <form
      ref={form}
      noValidate
      onInput={({ target }) => {
        if (!form.current) return
        const values = readForm(form.current)
        saveDraft(values)
        setNotify(values.notify)
        // An error goes with the edit of its field, or with what caused it in another field.
        const name = nameOf(target)
        const invalid = withoutField(validate(values), name)
        setClientErrors((errors) => commonFields(errors, invalid))
        setRefusals((errors) => withoutField(errors, name))
      }}
      onSubmit={(event) => {
        event.preventDefault()
        void submit()
      }}
    >
      {isPending && !progress.error && !progress.sending && <Message>{labels.unfinished}</Message>}
      <ContactFields
        initial={initial}
        fieldErrors={fieldErrors}
        phoneRequired={notify.includes('sms')}
      />
      <ShippingAddressFields
        initial={initial}
        fieldErrors={fieldErrors}
        addresses={addresses}
        isCustomer={user !== null}
      />
      <NotifyFields initial={initial} fieldErrors={fieldErrors} />
      {children}
      {isInvalid && <Message kind="error">{labels.checkFields}</Message>}
      {progress.error instanceof NetworkError && (
        <Message kind="error" title={labels.noResponseTitle}>
          {labels.noResponse}
        </Message>
      )}
      <button
        type="submit"
        class="button button--wide"
        aria-disabled={progress.sending}
        data-testid="checkout-submit"
      >
        {progress.sending
          ? labels.sending
          : progress.error instanceof NetworkError
            ? labels.retry
            : labels.submit}
      </button>
    </form>
  )
}

const wantsAddressSaved = (form: HTMLFormElement) => new FormData(form).has(SAVE_ADDRESS)

/** Return a rejection's errors by field; those in a list at the list: "/notify/0" at "/notify". */
function serverErrors(error: unknown): FieldErrors {
  if (!(error instanceof Problem)) return {}
  return Object.fromEntries(
    Object.entries(error.byPointer).map(([pointer, detail]) => [
      pointer.replace(/\/\d+$/, ''),
      detail,
    ]),
  )
}
