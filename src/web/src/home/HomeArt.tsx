import styles from './HomeArt.module.css';

type Guest = { x: number; y: number; width: number; height: number; ground: string; person: string };

const guests: Guest[] = [
  { x: 0, y: 40, width: 300, height: 220, ground: '#0d5c55', person: '#f6f4ef' },
  { x: 320, y: 0, width: 240, height: 170, ground: '#f4b45f', person: '#16201e' },
  { x: 320, y: 190, width: 240, height: 230, ground: '#c9ddd6', person: '#0d5c55' },
  { x: 90, y: 280, width: 210, height: 140, ground: '#d9745a', person: '#fbe9dc' },
];

/** Tiles of a meeting; every person is two of the logo's half discs. Decorative. */
export function HomeArt() {
  return (
    <svg className={styles.art} viewBox="0 0 560 420" aria-hidden="true" focusable="false">
      <defs>
        {guests.map((guest, index) => (
          <clipPath key={index} id={`guest-${index}`}>
            <rect x={guest.x} y={guest.y} width={guest.width} height={guest.height} rx="26" />
          </clipPath>
        ))}
      </defs>
      {guests.map((guest, index) => {
        const middle = guest.x + guest.width / 2;
        const bottom = guest.y + guest.height;
        const head = guest.height * 0.17;
        const shoulders = guest.height * 0.36;
        return (
          <g key={index} clipPath={`url(#guest-${index})`}>
            <rect x={guest.x} y={guest.y} width={guest.width} height={guest.height} fill={guest.ground} />
            <circle cx={middle} cy={bottom - shoulders - head * 1.35} r={head} fill={guest.person} />
            <circle cx={middle} cy={bottom} r={shoulders} fill={guest.person} />
          </g>
        );
      })}
      <rect
        className={styles.speaking}
        x="-4"
        y="36"
        width="308"
        height="228"
        rx="30"
        fill="none"
        strokeWidth="5"
      />
    </svg>
  );
}
