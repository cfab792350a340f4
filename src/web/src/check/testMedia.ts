export type TestMedia = { tracks: MediaStreamTrack[]; stop: () => void };

/** A moving picture, and a tone that nobody plays: for ways that must carry media, and for people without devices. */
export function testMedia(): TestMedia {
  const canvas = document.createElement('canvas');
  canvas.width = 320;
  canvas.height = 180;
  const pen = canvas.getContext('2d');
  let frame = 0;
  // Not requestAnimationFrame, which stands still in hidden tabs.
  const timer = setInterval(() => {
    if (!pen) return;
    pen.fillStyle = `hsl(${(frame += 3)} 60% 45%)`;
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.fillStyle = '#fff';
    pen.fillRect(frame % canvas.width, 60, 60, 60);
  }, 66);

  const context = new AudioContext();
  const tone = context.createOscillator();
  const sound = context.createMediaStreamDestination();
  tone.connect(sound);
  tone.start();

  const tracks = [...canvas.captureStream(15).getVideoTracks(), ...sound.stream.getAudioTracks()];
  return {
    tracks,
    stop: () => {
      clearInterval(timer);
      for (const track of tracks) track.stop();
      void context.close();
    },
  };
}
