import styles from './Logo.module.css';

/** Two half discs that lean towards each other and touch: the meeting point. */
export function LogoMark({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="9" className={styles.ground} />
      <path d="M5.5 8a8 8 0 0 1 10 8 8 8 0 0 1-10 8z" className={styles.left} />
      <path d="M26.5 8a8 8 0 0 0-10 8 8 8 0 0 0 10 8z" className={styles.right} />
    </svg>
  );
}

export function Logo({ size = 32 }: { size?: number }) {
  return (
    <span className={styles.logo}>
      <LogoMark size={size} />
      <span className={styles.word}>Treff</span>
    </span>
  );
}
