import type { ProductState } from '../../../api/types'
import { messages } from '../messages'

/** The name of a product's state. */
export const StateTag = ({ state }: { state: ProductState }) => (
  <span class={`tag tag--${state}`} data-testid="state">
    {messages.value.states.names[state]}
  </span>
)
