using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Treff.Rtc.Dtls;

/// <summary>One of the two memory buffers of an SSL, which owns and frees it.</summary>
internal readonly struct MemoryBio(nint handle)
{
    /// <summary>Bytes of a DTLS record header (RFC 6347 section 4.1); the last two are the length of what follows.</summary>
    private const int RecordHeaderLength = 13;

    public nint Handle => handle;

    public static MemoryBio Create()
    {
        var handle = OpenSsl.BIO_new(OpenSsl.BIO_s_mem());
        return handle != 0 ? new MemoryBio(handle) : throw new InvalidOperationException("OpenSSL has no memory for a BIO.");
    }

    public unsafe bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pointer = bytes)
            return OpenSsl.BIO_write(handle, pointer, bytes.Length) == bytes.Length;
    }

    public unsafe void Clear() => OpenSsl.BIO_ctrl(handle, OpenSsl.BioCtrlReset, new CLong(0), null);

    /// <summary>
    /// Takes as many whole records as fit into <paramref name="maxLength"/>, at least one: the buffer has lost the borders between the
    /// datagrams that OpenSSL wrote, and a record must not be torn.
    /// </summary>
    /// <returns>The number of bytes taken; 0 when the buffer is empty.</returns>
    public unsafe int ReadRecords(Span<byte> destination, int maxLength)
    {
        var length = CutRecords(Peek(), maxLength);
        if (length > destination.Length)
            throw new ArgumentException("The destination holds less than one datagram.", nameof(destination));
        if (length == 0)
            return 0;
        fixed (byte* pointer = destination)
            return OpenSsl.BIO_read(handle, pointer, length);
    }

    private static int CutRecords(ReadOnlySpan<byte> records, int maxLength)
    {
        var length = 0;
        while (records.Length - length >= RecordHeaderLength)
        {
            var body = BinaryPrimitives.ReadUInt16BigEndian(records[(length + RecordHeaderLength - 2)..]);
            var next = Math.Min(length + RecordHeaderLength + body, records.Length);
            if (length > 0 && next > maxLength)
                break;
            length = next;
        }

        return length;
    }

    private unsafe ReadOnlySpan<byte> Peek()
    {
        byte* data = null;
        var length = OpenSsl.BIO_ctrl(handle, OpenSsl.BioCtrlInfo, new CLong(0), &data).Value;
        return new ReadOnlySpan<byte>(data, (int)length);
    }
}
