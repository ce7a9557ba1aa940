using System.Text;
using Confluent.Kafka;
using DbPerService.Messaging;

namespace DbPerService.Tests.Unit.Messaging;

public sealed class CloudEventHeadersTests
{
    [Fact]
    public void What_is_written_is_read_back()
    {
        var sent = new OutboxEvent(
            Guid.CreateVersion7(), "orders", "key-1", "OrderPlaced", "{}"u8.ToArray(),
            new DateTimeOffset(2026, 11, 20, 1, 2, 3, 456, TimeSpan.Zero).AddMicroseconds(789),
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "vendor=1");

        var read = CloudEventHeaders.Read(Result("key-1", sent.Payload, CloudEventHeaders.For(sent, "/orders"u8.ToArray())));

        Assert.Equal(
            new ConsumedMessage(
                "orders", 3, 42, "key-1", sent.Id, "OrderPlaced", "orders", sent.CommittedAt, sent.Payload, sent.TraceParent, sent.TraceState),
            read);
    }

    [Fact]
    public void A_message_without_headers_gets_an_id_that_every_delivery_shares()
    {
        var first = CloudEventHeaders.Read(Result("k", [1, 2], []));
        var second = CloudEventHeaders.Read(Result("k", [1, 2], []));

        Assert.Equal(first.Id, second.Id);
        Assert.Equal(("", "", "k"), (first.Type, first.Source, first.Key));
    }

    [Fact]
    public void Text_that_a_database_cannot_hold_is_made_storable()
    {
        var read = CloudEventHeaders.Read(Result("a\0b", [], new Headers { { "ce_type", Encoding.UTF8.GetBytes("X\0") } }));

        Assert.Equal(("a\uFFFDb", "X\uFFFD"), (read.Key, read.Type));
    }

    static ConsumeResult<byte[], byte[]> Result(string key, byte[] value, Headers headers) => new()
    {
        TopicPartitionOffset = new TopicPartitionOffset("orders", 3, 42),
        Message = new Message<byte[], byte[]>
        {
            Key = Encoding.UTF8.GetBytes(key),
            Value = value,
            Headers = headers,
            Timestamp = new Timestamp(1_700_000_000_000, TimestampType.CreateTime),
        },
    };
}
