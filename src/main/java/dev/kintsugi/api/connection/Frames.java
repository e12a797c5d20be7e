package dev.kintsugi.api.connection;

import static io.netty.handler.codec.http.websocketx.WebSocketCloseStatus.INVALID_PAYLOAD_DATA;
import static io.netty.handler.codec.http.websocketx.WebSocketCloseStatus.PROTOCOL_ERROR;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.Utf8FrameValidator;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection whose client breaks the rules of WebSocket frames, and says why: 1002 for a frame that must not come,
 * 1007 for text that is no UTF-8, 1009 for one that is too large (RFC 6455, section 7.4.1). Vert.x would only cut it, or
 * not notice. The close frame is the last that is sent. What the client still sends is read and thrown away for a moment,
 * else the system would throw away the reason as well.
 */
final class Frames extends ChannelDuplexHandler {

    /** The name that Vert.x gives its own part of a connection. */
    static final String VERTX = "handler";

    private static final String NAME = "kintsugi.frames";
    private static final Duration MOMENT = Duration.ofSeconds(1);

    /** The highest code that a close frame may have. */
    private static final int LAST_CODE = 4999;

    private boolean refused;
    private boolean closing;

    private Frames() {}

    /** On the event loop of a connection that may become a WebSocket. */
    static void check(ChannelPipeline pipeline) {
        if (pipeline.get(NAME) == null && pipeline.get(VERTX) != null) {
            pipeline.addBefore(VERTX, NAME, new Frames());
            pipeline.addBefore(NAME, NAME + ".text", new Utf8FrameValidator(false));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable thrown) {
        if (thrown instanceof CorruptedWebSocketFrameException corrupted) {
            refuse(context, isCloseFrame(corrupted) ? PROTOCOL_ERROR : corrupted.closeStatus());
        } else {
            context.fireExceptionCaught(thrown);
        }
    }

    /** A close frame of a single byte breaks the protocol, although Netty counts it as content. */
    private static boolean isCloseFrame(CorruptedWebSocketFrameException corrupted) {
        return corrupted.closeStatus().equals(INVALID_PAYLOAD_DATA)
                && String.valueOf(corrupted.getMessage()).contains("close frame");
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (refused) {
            if (message instanceof CloseWebSocketFrame) {
                var _ = context.close();
            }
            ReferenceCountUtil.release(message);
        } else if (message instanceof WebSocketFrame frame && isAgainstTheProtocol(frame)) {
            frame.release();
            refuse(context, PROTOCOL_ERROR);
        } else {
            context.fireChannelRead(message);
        }
    }

    /** The reserved bits belong to extensions, and there is none; Netty lets them pass, and codes from 5000 on. */
    private static boolean isAgainstTheProtocol(WebSocketFrame frame) {
        return frame.rsv() != 0
                || frame instanceof CloseWebSocketFrame close
                        && (close.statusCode() > LAST_CODE || close.statusCode() < -1);
    }

    /** Past the part of Vert.x, which would say goodbye a second time. */
    private void refuse(ChannelHandlerContext context, WebSocketCloseStatus why) {
        if (refused) {
            return;
        }
        refused = true;
        if (!closing) {
            closing = true;
            var _ = context.writeAndFlush(new CloseWebSocketFrame(why.code(), why.reasonText()));
        }
        context.channel().config().setAutoRead(true);
        Runnable close = () -> {
            var _ = context.close();
        };
        var _ = context.executor().schedule(close, MOMENT.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (closing && message instanceof WebSocketFrame) {
            ReferenceCountUtil.release(message);
            promise.tryFailure(new ClosedChannelException());
            return;
        }
        closing |= message instanceof CloseWebSocketFrame;
        var _ = context.write(message, promise);
    }
}
