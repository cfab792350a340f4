import {
  AudioFrame,
  AudioSource,
  AudioStream,
  LocalAudioTrack,
  LocalVideoTrack,
  RoomEvent,
  TrackKind,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
  VideoStream,
  type RemoteTrack,
  type Room,
  type VideoFrameEvent,
} from '@livekit/rtc-node'

/** Publishing and watching with LiveKit's Node.js client: made-up tones and pictures, counted frames and sound. */

const rate = 48_000
const width = 640
const height = 360

export type NodeMedia = {
  audioSid: string
  videoSid: string
  /** Somebody receives both tracks. */
  subscribed: Promise<unknown>
  stop: () => Promise<void>
}

/** A 440 Hz tone and a moving grey bar at 15 pictures per second. */
export async function publishMedia(room: Room): Promise<NodeMedia> {
  const audio = new AudioSource(rate, 1)
  const video = new VideoSource(width, height)
  const participant = room.localParticipant!
  const microphone = await participant.publishTrack(
    LocalAudioTrack.createAudioTrack('tone', audio),
    new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE }),
  )
  const camera = await participant.publishTrack(
    LocalVideoTrack.createVideoTrack('bar', video),
    new TrackPublishOptions({ source: TrackSource.SOURCE_CAMERA }),
  )
  let stopped = false
  const tone = sendTone(audio, () => stopped)
  const pictures = sendPictures(video, () => stopped)
  return {
    audioSid: microphone.sid!,
    videoSid: camera.sid!,
    subscribed: Promise.all([microphone.waitForSubscription(), camera.waitForSubscription()]),
    stop: async () => {
      stopped = true
      await Promise.all([tone, pictures])
    },
  }
}

async function sendTone(source: AudioSource, isStopped: () => boolean): Promise<void> {
  const samples = rate / 50
  for (let n = 0; !isStopped(); n += samples) {
    const data = Int16Array.from({ length: samples }, (_, i) => Math.round(12_000 * Math.sin((2 * Math.PI * 440 * (n + i)) / rate)))
    await source.captureFrame(new AudioFrame(data, rate, 1, samples))
  }
  source.clearQueue()
}

async function sendPictures(source: VideoSource, isStopped: () => boolean): Promise<void> {
  const luma = width * height
  for (let n = 0; !isStopped(); n++) {
    const data = new Uint8Array((luma * 3) / 2).fill(128)
    for (let row = 0; row < height; row++) data.fill(230, row * width + ((n * 8) % (width - 64)), row * width + ((n * 8) % (width - 64)) + 64)
    source.captureFrame(new VideoFrame(data, width, height, VideoBufferType.I420))
    await new Promise((next) => setTimeout(next, 66))
  }
}

/** What arrived at this room, by the publisher's identity. */
export type NodeReceived = Record<string, { frames: number; energy: number; width: number }>

/** Counts decoded pictures and sound of every track that is subscribed to from now on. */
export function countMedia(room: Room): NodeReceived {
  const received: NodeReceived = {}
  room.on(RoomEvent.TrackSubscribed, (track, _publication, participant) => {
    const entry = (received[participant.identity] ??= { frames: 0, energy: 0, width: 0 })
    void (track.kind === TrackKind.KIND_VIDEO ? watch(track, entry) : listen(track, entry))
  })
  return received
}

async function watch(track: RemoteTrack, entry: NodeReceived[string]): Promise<void> {
  for await (const { frame } of new VideoStream(track) as unknown as AsyncIterable<VideoFrameEvent>) {
    entry.frames++
    entry.width = frame.width
  }
}

async function listen(track: RemoteTrack, entry: NodeReceived[string]): Promise<void> {
  for await (const frame of new AudioStream(track, rate, 1) as unknown as AsyncIterable<AudioFrame>)
    entry.energy += frame.data.reduce((total, sample) => total + (sample / 32_768) ** 2, 0)
}
