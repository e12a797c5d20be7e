package dev.kintsugi.api.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kintsugi.api.error.UnreadableAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.ReferenceCountUtil;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * Gives the errors a body that Vert.x answers itself, without any: a request line that cannot be read or is too long, headers
 * that are too large. No handler of HTTP sees such a request. The answer is known by what all others have, a correlation id.
 */
final class BareAnswers extends ChannelDuplexHandler {

    private static final int LONGEST = 512;

    /** The version is that of the request, which can be any. */
    private static final Pattern STATUS_LINE = Pattern.compile("[A-Z]+/\\d\\.\\d (4\\d\\d|501) ");

    private static final int LONGEST_BEGIN = 128;
    private static final Pattern REQUEST_LINE = Pattern.compile("[A-Z]+ (?:https?://[^/ ]*)?(/[^ ?\r\n]*)");

    private final UnreadableAnswer answer;
    private String path = "";

    BareAnswers(UnreadableAnswer answer) {
        this.answer = answer;
    }

    /** Remembers the begin of the path: a request that cannot be read has none. */
    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes && bytes.isReadable()) {
            var first = bytes.getByte(bytes.readerIndex());
            if (first >= 'A' && first <= 'Z') {
                var line = REQUEST_LINE.matcher(begin(bytes, LONGEST_BEGIN));
                path = line.lookingAt() ? line.group(1) : path;
            }
        }
        context.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        var status = message instanceof ByteBuf bytes ? bare(bytes) : OptionalInt.empty();
        if (status.isPresent()) {
            ReferenceCountUtil.release(message);
            var _ = context.write(Unpooled.copiedBuffer(answer.answer(status.getAsInt(), path), UTF_8), promise);
        } else {
            var _ = context.write(message, promise);
        }
    }

    /** The status of an answer that has nothing else. */
    private static OptionalInt bare(ByteBuf bytes) {
        if (bytes.readableBytes() > LONGEST) {
            return OptionalInt.empty();
        }
        var line = STATUS_LINE.matcher(begin(bytes, LONGEST));
        if (!line.lookingAt()) {
            return OptionalInt.empty();
        }
        var head = bytes.toString(ISO_8859_1).toLowerCase(Locale.ROOT);
        var bare = head.endsWith("\r\n\r\n")
                && head.contains("content-length: 0\r\n")
                && !head.contains("x-correlation-id:");
        return bare ? OptionalInt.of(Integer.parseInt(line.group(1))) : OptionalInt.empty();
    }

    private static String begin(ByteBuf bytes, int most) {
        return bytes.toString(bytes.readerIndex(), Math.min(most, bytes.readableBytes()), ISO_8859_1);
    }
}
