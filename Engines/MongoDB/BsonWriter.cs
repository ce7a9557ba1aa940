using System.Buffers.Binary;
using System.Text;

namespace DbPerService.Engines.MongoDB;

/// <summary>A BSON document of strings and lists of strings (bsonspec.org).</summary>
sealed class BsonWriter
{
    const byte TextType = 0x02;
    const byte ArrayType = 0x04;

    readonly List<byte> _elements = [];

    public BsonWriter Text(string name, string value)
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(value), 0];
        return Element(TextType, name, [.. Number(text.Length), .. text]);
    }

    public BsonWriter Texts(string name, params ReadOnlySpan<string> values)
    {
        var list = new BsonWriter();
        for (var i = 0; i < values.Length; i++)
        {
            list.Text($"{i}", values[i]);
        }
        return Element(ArrayType, name, list.ToArray());
    }

    public byte[] ToArray() => [.. Number(_elements.Count + 5), .. _elements, 0];

    BsonWriter Element(byte type, string name, byte[] value)
    {
        _elements.AddRange([type, .. Encoding.UTF8.GetBytes(name), 0, .. value]);
        return this;
    }

    static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        return bytes;
    }
}
