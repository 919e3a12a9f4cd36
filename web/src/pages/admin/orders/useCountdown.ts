import { useEffect, useState } from 'preact/hooks'

interface Countdown {
  /** 0 when it does not run. */
  secondsLeft: number
  start: () => void
  stop: () => void
}

/** Count whole seconds down to 0. */
export function useCountdown(seconds: number): Countdown {
  const [secondsLeft, setSecondsLeft] = useState(0)
  const isRunning = secondsLeft > 0
  useEffect(() => {
    if (!isRunning) return undefined
    const timer = setInterval(() => setSecondsLeft((left) => left - 1), 1000)
    return () => clearInterval(timer)
  }, [isRunning])
  return {
    secondsLeft,
    start: () => setSecondsLeft(seconds),
    stop: () => setSecondsLeft(0),
  }
}
