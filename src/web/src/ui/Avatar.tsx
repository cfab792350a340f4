import { avatarColour, initials } from './avatar';
import styles from './Avatar.module.css';

/** Decorative: the name always stands beside it. Sized by its container. */
export function Avatar({ name, seed }: { name: string; seed: string }) {
  const { ground, text } = avatarColour(seed);
  return (
    <span className={styles.avatar} style={{ background: ground, color: text }} aria-hidden="true">
      {initials(name)}
    </span>
  );
}
