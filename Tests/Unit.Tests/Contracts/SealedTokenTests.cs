using System.Security.Cryptography;
using DbPerService.Contracts;

namespace DbPerService.Tests.Unit.Contracts;

public sealed class SealedTokenTests
{
    static readonly Guid Order = Guid.Parse("00000000-0000-7000-8000-000000000001");

    readonly TokenKey _key = NewKey();

    [Theory]
    [InlineData("tok_visa")]
    [InlineData("")]
    [InlineData("Ünï 🎉")]
    public void A_token_is_opened_as_it_was_sealed(string token)
    {
        var text = SealedToken.Seal(token, Order, _key);

        Assert.True(SealedToken.IsSealed(text));
        Assert.Matches($"^sealed:v1:{_key.Id}:[A-Za-z0-9_-]+$", text);
        Assert.Equal(token, SealedToken.Open(text, Order, [NewKey(), _key]));
    }

    [Fact]
    public void Two_sealings_of_one_token_differ() =>
        Assert.NotEqual(SealedToken.Seal("tok_visa", Order, _key)[..30], SealedToken.Seal("tok_visa", Order, _key)[..30]);

    [Fact]
    public void A_token_of_another_order_with_another_key_or_damaged_is_not_opened()
    {
        var text = SealedToken.Seal("tok_visa", Order, _key);

        Assert.Null(SealedToken.Open(text, Guid.Empty, [_key]));
        Assert.Null(SealedToken.Open(text, Order, [NewKey()]));
        Assert.Null(SealedToken.Open(text, Order, []));
        for (var i = 0; i < text.Length; i++)
        {
            Assert.Null(SealedToken.Open(text.Remove(i, 1), Order, [_key]));
            // The last character of base64url may carry bits without meaning.
            if (i < text.Length - 1)
            {
                Assert.Null(SealedToken.Open(text[..i] + (text[i] == 'A' ? 'Q' : 'A') + text[(i + 1)..], Order, [_key]));
            }
        }

        foreach (var nonsense in new[] { "sealed:", "sealed:v1:", $"sealed:v1:{_key.Id}", $"sealed:v1:{_key.Id}:", $"sealed:v1:{_key.Id}:AAAA", "sealed:v2:x:y" })
        {
            Assert.Null(SealedToken.Open(nonsense, Order, [_key]));
        }
    }

    [Fact]
    public void Both_services_derive_the_same_key_from_a_secret()
    {
        var secret = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

        var text = SealedToken.Seal("tok_visa", Order, TokenKey.From(secret));

        Assert.Equal("tok_visa", SealedToken.Open(text, Order, [TokenKey.From(secret)]));
        Assert.Throws<ArgumentException>(() => TokenKey.From("short"));
    }

    [Fact]
    public void A_plain_token_is_not_mistaken_for_a_sealed_one() => Assert.False(SealedToken.IsSealed("tok_visa"));

    static TokenKey NewKey() => TokenKey.From(Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
}
