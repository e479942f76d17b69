"""Framework agreements (框架协议采购, 财政部令第110号): filed, called for, entered, used, ended.

A supervising budget unit or the centralised agency plans a framework and files it; suppliers enter; purchasers, or
those who are served, choose among them. Every call-off holds money of its own plan item and goes to a contract.
"""
