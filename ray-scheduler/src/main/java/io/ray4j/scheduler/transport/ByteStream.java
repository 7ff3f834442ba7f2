package io.ray4j.scheduler.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What carries a {@link FrameChannel}'s bytes. Nothing here blocks.
 *
 * <p>Any thread may write, one at a time; and read, one at a time.
 */
interface ByteStream {
  /** Takes as many bytes as there is room for. */
  int write(ByteBuffer bytes) throws IOException;

  /**
   * Not all was taken: sees to it that the {@link ChannelLoop} flushes the channel when there is
   * room. False if there is room by now, and nothing was seen to.
   */
  boolean awaitRoom();

  /** Gives what has arrived, as much as fits; 0 if there is nothing, -1 if nothing will come. */
  int read(ByteBuffer bytes) throws IOException;
}
