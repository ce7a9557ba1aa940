using DbPerService.ServiceDefaults;
using DbPerService.Users;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace DbPerService.Tests.Unit.Services;

public sealed class PasswordsTests
{
    static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_password_itself_is_right()
    {
        using var passwords = New();
        var hash = await passwords.HashAsync("correct horse", Cancelled);

        Assert.DoesNotContain("correct", hash, StringComparison.Ordinal);
        Assert.Equal((true, null), await passwords.VerifyAsync(hash, "correct horse", Cancelled));
        Assert.Equal((false, null), await passwords.VerifyAsync(hash, "correct hors", Cancelled));
        Assert.Equal((false, null), await passwords.VerifyAsync(null, "correct horse", Cancelled));
    }

    [Fact]
    public async Task A_password_hashed_with_other_parameters_is_hashed_again()
    {
        using var weak = New();
        using var strong = New(iterations: 20);
        var hash = await weak.HashAsync("correct horse", Cancelled);

        var (isRight, newHash) = await strong.VerifyAsync(hash, "correct horse", Cancelled);

        Assert.True(isRight);
        Assert.Equal((true, null), await strong.VerifyAsync(newHash, "correct horse", Cancelled));
    }

    [Fact]
    public async Task Few_passwords_are_hashed_at_once_and_more_requests_than_can_wait_are_refused()
    {
        using var passwords = New();
        var turns = Enumerable.Range(0, Passwords.MostAtOnce + Passwords.MostWaiting).Select(_ => passwords.TurnAsync(Cancelled).AsTask()).ToList();
        Assert.Equal(Passwords.MostAtOnce, turns.Count(turn => turn.IsCompleted));

        var refusal = await Assert.ThrowsAsync<ProblemException>(() => passwords.HashAsync("correct horse", Cancelled));
        Assert.Equal(StatusCodes.Status503ServiceUnavailable, refusal.Status);

        foreach (var turn in turns)
        {
            (await turn).Dispose();
        }

        Assert.NotEmpty(await passwords.HashAsync("correct horse", Cancelled));
    }

    static Passwords New(int iterations = 10) => new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
}
