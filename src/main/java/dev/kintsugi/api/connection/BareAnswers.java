package dev.kintsugi.api.connection;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.kintsugi.api.error.UnreadableAnswer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.util.Locale;

/**
 * Gives the errors a body that Vert.x answers itself, without any: a request line that cannot be read or is too long, headers
 * that are too large. No handler of HTTP sees such a request. The answer is known by what all others have, a correlation id.
 */
final class BareAnswers extends ChannelOutboundHandlerAdapter {

    private static final int BEGIN = "HTTP/1.1 4".length();
    private static final int STATUS = "HTTP/1.1 ".length();
    private static final int LONGEST = 512;

    private final UnreadableAnswer answer;

    BareAnswers(UnreadableAnswer answer) {
        this.answer = answer;
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (message instanceof ByteBuf bytes && isBare(bytes)) {
            var begin = bytes.readerIndex() + STATUS;
            var status = Integer.parseInt(bytes.toString(begin, 3, ISO_8859_1));
            bytes.release();
            var _ = context.write(Unpooled.copiedBuffer(answer.answer(status), UTF_8), promise);
        } else {
            var _ = context.write(message, promise);
        }
    }

    private static boolean isBare(ByteBuf bytes) {
        var size = bytes.readableBytes();
        if (size < BEGIN || size > LONGEST || !startsAsError(bytes)) {
            return false;
        }
        var head = bytes.toString(ISO_8859_1).toLowerCase(Locale.ROOT);
        return head.endsWith("\r\n\r\n")
                && head.contains("content-length: 0\r\n")
                && !head.contains("x-correlation-id:");
    }

    private static boolean startsAsError(ByteBuf bytes) {
        var begin = bytes.readerIndex();
        return bytes.getByte(begin) == 'H' && bytes.getByte(begin + STATUS) == '4';
    }
}
