using DbPerService.Sessions.Domain;

namespace DbPerService.Tests.Unit.Services;

public sealed class SessionTests
{
    static readonly Guid Key = Guid.CreateVersion7();
    static readonly Guid Order = Guid.CreateVersion7();
    static readonly BasketLine[] Lines = [new("11", 2, 14m), new("12", 1)];

    [Fact]
    public void A_new_basket_has_to_be_frozen_first()
    {
        Assert.Equal(new CheckoutStep.Freeze(), Step(Lines, new(null, false, null, null)));
        Assert.Equal(new CheckoutStep.Freeze(), Step(Lines, new(Key, false, Order, 1)));
    }

    [Fact]
    public void A_frozen_basket_is_placed_under_its_key() =>
        Assert.Equal(new CheckoutStep.Place(Key), Step(Lines, new(Key, true, Order, 1)));

    [Fact]
    public void A_version_that_was_ordered_leads_to_its_order_whatever_is_in_the_basket()
    {
        Assert.Equal(new CheckoutStep.Ordered(Order), Step(Lines, new(Key, true, Order, 2), version: 2));
        Assert.Equal(new CheckoutStep.Ordered(Order), Step([], new(null, false, Order, 2), version: 2));
    }

    [Fact]
    public void An_empty_basket_leads_to_the_last_order_if_there_is_one()
    {
        Assert.Equal(new CheckoutStep.Ordered(Order), Step([], new(null, false, Order, 2)));
        Assert.Equal(new CheckoutStep.Empty(), Step([], new(null, false, null, null)));
    }

    [Fact]
    public void Any_other_version_has_changed() => Assert.All(
        [1, 2, 4], version => Assert.Equal(new CheckoutStep.Changed(), Step(Lines, new(Key, true, null, null), version)));

    [Fact]
    public void An_order_is_of_a_basket_with_the_same_products_and_quantities()
    {
        var basket = new Basket(3, "EUR", Lines);

        Assert.True(basket.IsOrderedBy([new("12", 1), new("11", 2)]));
        Assert.False(basket.IsOrderedBy([new("11", 2)]));
        Assert.False(basket.IsOrderedBy([new("11", 1), new("12", 1)]));
        Assert.False(basket.IsOrderedBy([new("11", 2), new("12", 1), new("13", 1)]));
    }

    [Fact]
    public void Tokens_are_32_random_bytes_and_only_their_hashes_are_comparable()
    {
        var (one, other) = (SessionToken.New(), SessionToken.New());

        Assert.Equal((43, 32), (one.Length, SessionToken.Hash(one).Length));
        Assert.NotEqual(SessionToken.Hash(one), SessionToken.Hash(other));
        Assert.Equal(SessionToken.Hash(one), SessionToken.Hash(one));
    }

    static CheckoutStep Step(BasketLine[] lines, Checkout checkout, long version = 3)
    {
        var now = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
        return new Session(Guid.CreateVersion7(), "ALFKI", SessionRole.User, now, now, new(3, "EUR", lines), checkout).CheckOut(version);
    }
}
