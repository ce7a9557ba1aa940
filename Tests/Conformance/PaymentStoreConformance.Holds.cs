using DbPerService.Contracts;
using DbPerService.Databases;
using DbPerService.Messaging;
using DbPerService.Payments;
using DbPerService.Payments.Data;
using DbPerService.Payments.Domain;
using Microsoft.Extensions.DependencyInjection;

namespace DbPerService.Tests.Conformance;

/// <summary>Authorizations whose order is unknown or was cancelled.</summary>
public abstract partial class PaymentStoreConformance
{
    [Fact]
    public async Task Old_authorizations_are_listed_in_pages()
    {
        var authorized = new List<Guid>();
        for (var i = 0; i < 5; i++)
        {
            var payment = Authorized();
            await SaveAsync(payment);
            authorized.Add(payment.OrderId);
        }

        var captured = Authorized();
        await SaveAsync(Captured(captured));
        authorized.Sort((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));

        Assert.Equal(authorized, await OpenAsync(Noon.AddHours(1), Guid.Empty, 10));
        Assert.Equal(authorized[..2], await OpenAsync(Noon.AddHours(1), Guid.Empty, 2));
        Assert.Equal(authorized[2..], await OpenAsync(Noon.AddHours(1), authorized[1], 10));
        Assert.Empty(await OpenAsync(Noon.AddHours(-1), Guid.Empty, 10));
    }

    [Fact]
    public async Task An_authorization_without_an_order_is_voided_once_and_says_so()
    {
        await ((DatabaseClock)Instance.GetRequiredService<IDatabaseClock>()).ReadAsync(Cancelled);
        var (open, settled) = (Authorized(), Authorized());
        await SaveAsync(open);
        await SaveAsync(Captured(settled));

        Assert.True(await ReleaseAsync(open.OrderId));
        Assert.False(await ReleaseAsync(open.OrderId));
        Assert.False(await ReleaseAsync(settled.OrderId));
        Assert.False(await ReleaseAsync(Guid.CreateVersion7()));

        Assert.Equal(PaymentStatus.Voided, (await FindAsync(open.OrderId)).Status);
        Assert.Equal(PaymentStatus.Captured, (await FindAsync(settled.OrderId)).Status);
        var said = Assert.Single(await TakeAsync(Instance.GetRequiredService<IOutboxSource>(), 1));
        Assert.Equal((nameof(PaymentVoided), open.OrderId.ToString()), (said.Type, said.Key));
    }

    Task<List<Guid>> OpenAsync(DateTime before, Guid after, int limit) =>
        ReadAsync((IPaymentStore store) => store.ListAuthorizedAsync(before, after, limit, Cancelled));

    async Task<bool> ReleaseAsync(Guid order)
    {
        await using var scope = Instance.CreateAsyncScope();
        return await ActivatorUtilities.CreateInstance<PaymentHolds>(scope.ServiceProvider).ReleaseAsync(order, Cancelled);
    }
}
