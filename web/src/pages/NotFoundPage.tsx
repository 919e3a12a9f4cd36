import { NoticePage } from '../components/NoticePage'
import { t } from '../i18n'

export function NotFoundPage() {
  const { notFoundTitle, notFound, goHome } = t.value.common
  return (
    <NoticePage title={notFoundTitle} text={notFound}>
      <a class="button" href="/">
        {goHome}
      </a>
    </NoticePage>
  )
}
