using System.Buffers.Binary;
using DbPerService.FaultyNetwork;

namespace DbPerService.Tests.Unit.FaultyNetwork;

public sealed class AddressRewriteTests
{
    const int Broker = 23_456;
    const int Link = 31_234;

    [Fact]
    public void The_brokers_address_is_replaced_wherever_a_response_is_split()
    {
        byte[] answers = [.. Answer(Address(Broker)), .. Answer([.. "127.0.0."u8, .. Address(Broker), .. Address(Broker)])];
        byte[] expected = [.. Answer(Address(Link)), .. Answer([.. "127.0.0."u8, .. Address(Link), .. Address(Link)])];

        for (var at = 0; at <= answers.Length; at++)
        {
            var pass = new AddressRewrite(Broker, Link).Begin();
            byte[] passed = [.. pass.Apply(answers.AsMemory(0, at)).Span, .. pass.Apply(answers.AsMemory(at)).Span];

            Assert.Equal(expected, passed);
        }
    }

    [Fact]
    public void A_complete_response_is_never_held_back()
    {
        var answer = Answer("…ends like 127.0"u8.ToArray());

        Assert.Equal(answer, new AddressRewrite(Broker, Link).Begin().Apply(answer).ToArray());
    }

    [Fact]
    public void Other_addresses_are_unchanged()
    {
        var answer = Answer(Address(Broker + 1));

        Assert.Equal(answer, new AddressRewrite(Broker, Link).Begin().Apply(answer).ToArray());
    }

    static byte[] Answer(byte[] body)
    {
        byte[] all = [0, 0, 0, 0, .. body];
        BinaryPrimitives.WriteInt32BigEndian(all, body.Length);
        return all;
    }

    static byte[] Address(int port)
    {
        byte[] all = [.. "127.0.0.1"u8, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(all.AsSpan(9), port);
        return all;
    }
}
