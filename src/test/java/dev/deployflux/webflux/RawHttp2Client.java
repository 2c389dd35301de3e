package dev.deployflux.webflux;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A connection of HTTP/2 (RFC 9113) whose frames are sent as its user likes, and which never enlarges a window by itself. */
final class RawHttp2Client implements AutoCloseable {

    /** What the connection and each stream may be sent before the first WINDOW_UPDATE, in bytes. */
    static final int FIRST_WINDOW = 65_535;

    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int RST_STREAM = 3;
    private static final int SETTINGS = 4;
    static final int GOAWAY = 7;
    private static final int WINDOW_UPDATE = 8;

    private static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int CANCEL = 8;

    /** The fields are there if it is a frame of headers. */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares frames
    record Frame(
            int type,
            int flags,
            int stream,
            byte[] payload,
            @Nullable Http2Headers fields) {

        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        boolean isEnd() {
            return type == RST_STREAM || (type <= HEADERS && (flags & END_STREAM) != 0);
        }
    }

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final ByteArrayOutputStream gathered = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(gathered);
    private final DefaultHttp2HeadersDecoder headers = new DefaultHttp2HeadersDecoder();
    private int lastStream = -1;

    RawHttp2Client(int port) throws IOException {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress("localhost", port));
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        frame(SETTINGS, 0, 0, new byte[0]);
        flush();
    }

    /** A GET, which goes out with the next {@link #flush()}. Returns its stream. */
    int get(String path) throws IOException {
        lastStream += 2;
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(0x82); // :method GET
        block.write(0x86); // :scheme http
        literal(block, 4, path); // :path
        literal(block, 1, "localhost"); // :authority
        frame(HEADERS, END_STREAM | END_HEADERS, lastStream, block.toByteArray());
        return lastStream;
    }

    /** A field that isn't to be indexed, with a name of HPACK's static table. */
    private static void literal(ByteArrayOutputStream block, int name, String value) {
        block.write(name);
        block.write(value.length());
        block.writeBytes(value.getBytes(StandardCharsets.US_ASCII));
    }

    /** Resets a stream with the next {@link #flush()}. */
    void reset(int stream) throws IOException {
        frame(RST_STREAM, 0, stream, new byte[] {0, 0, 0, CANCEL});
    }

    /** Lets the server send so much more; stream 0 is the connection. */
    void enlarge(int stream, int bytes) throws IOException {
        frame(WINDOW_UPDATE, 0, stream, new byte[] {
            (byte) (bytes >>> 24), (byte) (bytes >>> 16), (byte) (bytes >>> 8), (byte) bytes
        });
        flush();
    }

    private void frame(int type, int flags, int stream, byte[] payload) throws IOException {
        out.writeByte(payload.length >>> 16);
        out.writeShort(payload.length);
        out.writeByte(type);
        out.writeByte(flags);
        out.writeInt(stream);
        out.write(payload);
    }

    /** Sends at once what has been gathered. */
    void flush() throws IOException {
        socket.getOutputStream().write(gathered.toByteArray());
        gathered.reset();
    }

    /** The next frame; fails at the end. Settings are acknowledged. */
    Frame next() throws IOException, Http2Exception {
        int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
        int type = in.readUnsignedByte();
        int flags = in.readUnsignedByte();
        int stream = in.readInt();
        byte[] payload = in.readNBytes(length);
        if (type == SETTINGS && (flags & ACK) == 0) {
            frame(SETTINGS, ACK, 0, new byte[0]);
            flush();
        }
        Http2Headers fields = type == HEADERS ? headers.decodeHeaders(stream, Unpooled.wrappedBuffer(payload)) : null;
        return new Frame(type, flags, stream, payload, fields);
    }

    /** The headers of a stream's answer. Others' frames are passed over. */
    Http2Headers head(int stream) throws IOException, Http2Exception {
        Frame frame = next();
        while (frame.fields == null || frame.stream != stream) {
            frame = next();
        }
        return frame.fields;
    }

    /** Reads up to the frame of a stream's body with which that has come, in one frame or several, and lets the server go on. */
    void await(int stream, String text) throws IOException, Http2Exception {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(text) < 0) {
            Frame frame = next();
            if (frame.type == GOAWAY || (frame.stream == stream && frame.isEnd())) {
                throw new AssertionError("ended before there was: " + text);
            }
            if (frame.type == DATA && frame.stream == stream) {
                read.append(frame.text());
            }
            taken(frame);
        }
    }

    private void taken(Frame frame) throws IOException {
        if (frame.type == DATA && frame.payload.length > 0) {
            enlarge(0, frame.payload.length);
            enlarge(frame.stream, frame.payload.length);
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
