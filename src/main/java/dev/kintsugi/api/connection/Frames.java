package dev.kintsugi.api.connection;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Says why a connection ends whose WebSocket frames cannot be read, such as 1009 for one that is too large (RFC 6455, section
 * 7.4.1). Vert.x would only cut it. What the client still sends is read and thrown away for a moment, else the system would
 * throw away the reason as well.
 */
final class Frames extends ChannelInboundHandlerAdapter {

    static final String NAME = "kintsugi.frames";

    private static final Duration MOMENT = Duration.ofSeconds(2);

    private boolean over;

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        if (!(thrown instanceof CorruptedWebSocketFrameException corrupted)) {
            context.fireExceptionCaught(thrown);
            return;
        }
        if (!over) {
            over = true;
            var _ = context.writeAndFlush(new CloseWebSocketFrame(
                    corrupted.closeStatus().code(), corrupted.closeStatus().reasonText()));
            Runnable close = () -> {
                var _ = context.channel().close();
            };
            var _ = context.executor().schedule(close, MOMENT.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (over) {
            ReferenceCountUtil.release(message);
        } else {
            context.fireChannelRead(message);
        }
    }
}
