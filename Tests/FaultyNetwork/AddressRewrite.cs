using System.Buffers.Binary;

namespace DbPerService.FaultyNetwork;

/// <summary>
/// Kafka clients connect to the address that the broker advertises, which would bypass the link. In the broker's responses an address is
/// the host's text and its port in four bytes; replaced by the link's, it keeps its length.
/// </summary>
sealed class AddressRewrite(int brokerPort, int linkPort)
{
    readonly byte[] _from = Encode(brokerPort);
    readonly byte[] _to = Encode(linkPort);

    public Pass Begin() => new(_from, _to);

    static byte[] Encode(int port)
    {
        var bytes = new byte[9 + 4];
        "127.0.0.1"u8.CopyTo(bytes);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(9), port);
        return bytes;
    }

    /// <summary>The responses on one connection, each preceded by its length.</summary>
    internal sealed class Pass(byte[] from, byte[] to)
    {
        readonly byte[] _length = new byte[4];
        byte[] _heldBack = [];
        int _lengthBytes;
        long _answerBytes;

        public ReadOnlyMemory<byte> Apply(ReadOnlyMemory<byte> bytes)
        {
            Follow(bytes.Span);
            byte[] all = [.. _heldBack, .. bytes.Span];
            int found;
            for (var at = 0; (found = all.AsSpan(at).IndexOf(from)) >= 0; at += found + from.Length)
            {
                to.CopyTo(all, at + found);
            }

            // What may be the beginning of an address waits for the rest, which always follows within a response.
            var begun = _answerBytes > 0 ? BegunAtEnd(all) : 0;
            _heldBack = all[^begun..];
            return all.AsMemory(0, all.Length - begun);
        }

        void Follow(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0)
            {
                if (_answerBytes > 0)
                {
                    var part = (int)Math.Min(_answerBytes, bytes.Length);
                    _answerBytes -= part;
                    bytes = bytes[part..];
                    continue;
                }

                _length[_lengthBytes++] = bytes[0];
                bytes = bytes[1..];
                if (_lengthBytes == _length.Length)
                {
                    _answerBytes = BinaryPrimitives.ReadInt32BigEndian(_length);
                    _lengthBytes = 0;
                }
            }
        }

        int BegunAtEnd(byte[] all)
        {
            for (var length = Math.Min(from.Length - 1, all.Length); length > 0; length--)
            {
                if (all.AsSpan().EndsWith(from.AsSpan(0, length)))
                {
                    return length;
                }
            }

            return 0;
        }
    }
}
