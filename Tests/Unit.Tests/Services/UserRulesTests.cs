using DbPerService.Contracts;
using DbPerService.Users.Domain;

namespace DbPerService.Tests.Unit.Services;

public sealed class UserRulesTests
{
    static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_registered_user_has_version_1_and_an_event()
    {
        var (user, registered) = UserRules.Register("ALFKI", "Maria Anders", "Maria@Alfki.example", "hash", Noon);

        Assert.Equal(new User("ALFKI", "Maria Anders", "Maria@Alfki.example", UserRole.User, "hash", 1, Noon, Noon), user);
        Assert.Equal<object>(new UserRegistered("ALFKI", "Maria Anders", 1, "Maria@Alfki.example"), registered);
    }

    [Fact]
    public void A_change_has_the_next_version_and_an_event()
    {
        var (changed, updated) = UserRules.Update(User(), "Maria", "m@alfki.example", null, Noon.AddHours(1));

        Assert.Equal(User() with { Name = "Maria", Email = "m@alfki.example", Version = 2, UpdatedAt = Noon.AddHours(1) }, changed);
        Assert.Equal<object>(new UserUpdated("ALFKI", "Maria", 2, "m@alfki.example"), updated);
    }

    [Fact]
    public void A_new_password_is_a_change()
    {
        var (changed, updated) = UserRules.Update(User(), User().Name, User().Email, "other", Noon.AddHours(1));

        Assert.Equal(("other", 2), (changed.PasswordHash, changed.Version));
        Assert.NotNull(updated);
    }

    [Fact]
    public void An_update_that_changes_nothing_has_no_event()
    {
        var user = User();
        var (same, none) = UserRules.Update(user, user.Name, user.Email, null, Noon.AddHours(1));

        Assert.Same(user, same);
        Assert.Null(none);
    }

    [Fact]
    public void Another_hash_of_the_same_password_is_no_new_version() =>
        Assert.Equal(User() with { PasswordHash = "stronger" }, UserRules.Rehash(User(), "stronger"));

    [Fact]
    public void Only_the_operator_has_no_email_and_the_operators_id_is_reserved()
    {
        var (user, registered) = UserRules.RegisterOperator("hash", Noon);

        Assert.Equal(("operator", UserRole.Operator, null, null), (user.Id, user.Role, user.Email, user.EmailKey));
        Assert.Equal<object>(new UserRegistered("operator", "Operator", 1), registered);
        Assert.True(UserRules.IsReserved("operator") && UserRules.IsReserved("Operator") && !UserRules.IsReserved("operators"));
    }

    [Fact]
    public void Emails_that_differ_in_case_are_the_same() =>
        Assert.Equal(User().EmailKey, (User() with { Email = "MARIA@alfki.EXAMPLE" }).EmailKey);

    [Fact]
    public void The_text_of_a_user_has_no_hash() =>
        Assert.DoesNotContain("secret", $"{User() with { PasswordHash = "secret" }}", StringComparison.Ordinal);

    static User User() => new("ALFKI", "Maria Anders", "Maria@Alfki.example", UserRole.User, "hash", 1, Noon, Noon);
}
