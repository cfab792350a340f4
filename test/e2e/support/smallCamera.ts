import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const width = 320
const height = 180
const framesPerSecond = 10

/**
 * A camera that costs little: Chromium's own fake one is encoded three times over in 720p, which is most of what a test with several browsers costs.
 * For all tests but those that ask for a size. A bar wanders over it for a second, then it begins again.
 */
export function smallCamera(): string[] {
  const file = join(tmpdir(), 'treff-e2e', `camera-${width}x${height}-${framesPerSecond}.y4m`)
  if (!existsSync(file)) {
    mkdirSync(join(file, '..'), { recursive: true })
    // Two workers may begin at once: a file that is there is a whole one.
    const partial = `${file}.${process.pid}`
    writeFileSync(partial, video())
    renameSync(partial, file)
  }
  return [`--use-file-for-fake-video-capture=${file}`]
}

/** YUV4MPEG2, 4:2:0. */
function video(): Buffer {
  const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F${framesPerSecond}:1 Ip A1:1 C420jpeg\n`)]
  for (let frame = 0; frame < framesPerSecond; frame++) {
    const luma = Buffer.alloc(width * height, 60)
    const left = Math.floor((frame * width) / framesPerSecond)
    for (let row = 0; row < height; row++) luma.fill(220, row * width + left, row * width + left + width / framesPerSecond)
    parts.push(Buffer.from('FRAME\n'), luma, Buffer.alloc((width * height) / 4, 110), Buffer.alloc((width * height) / 4, 150))
  }
  return Buffer.concat(parts)
}
