using DbPerService.Consistency;

namespace DbPerService.Tests.Unit.Consistency;

public sealed class SyncTokenTests
{
    readonly SyncToken _tokens = new(Key(1));

    [Fact]
    public void A_token_names_its_events()
    {
        CommittedEvent[] events = [Event("orders"), Event("payments")];

        Assert.Equal(events, _tokens.Read(_tokens.Write(events)));
        Assert.Empty(_tokens.Read(_tokens.Write([]))!);
    }

    [Fact]
    public void A_token_that_another_key_has_signed_is_refused() =>
        Assert.Null(new SyncToken(Key(2)).Read(_tokens.Write([Event("orders")])));

    [Fact]
    public void A_token_with_any_character_changed_is_refused()
    {
        var token = _tokens.Write([Event("orders")]);
        // The last characters of both parts also carry bits that mean nothing.
        foreach (var place in Enumerable.Range(0, token.Length).Where(place => place + 1 < token.Length && token[place] != '.' && token[place + 1] != '.'))
        {
            var forged = token[..place] + (token[place] == 'A' ? 'B' : 'A') + token[(place + 1)..];
            Assert.True(_tokens.Read(forged) is null, $"place {place}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a")]
    [InlineData("a.b.c")]
    [InlineData("W10.W10")]
    [InlineData("ü.ü")]
    public void What_is_not_a_token_is_refused(string text) => Assert.Null(_tokens.Read(text));

    [Fact]
    public void A_token_that_is_too_long_is_refused_unread() => Assert.Null(_tokens.Read(new string('A', 100_000) + ".A"));

    [Fact]
    public void A_write_of_many_events_is_named_by_its_last_ones_and_fits_into_a_header()
    {
        var events = Enumerable.Range(0, 500).Select(_ => Event(new string('t', 249))).ToList();
        var token = _tokens.Write(events);

        var named = _tokens.Read(token);

        Assert.True(token.Length <= SyncToken.MaxLength, $"{token.Length} characters");
        Assert.InRange(named!.Count, 5, SyncToken.MaxEvents);
        Assert.Equal(events[^named.Count..], named);
    }

    static byte[] Key(byte fill) => [.. Enumerable.Repeat(fill, 32)];

    static CommittedEvent Event(string topic) => new(topic, "OrderPlaced", Guid.CreateVersion7(), 1_700_000_000_000);
}
